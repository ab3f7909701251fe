#pragma once

#include "bot/installation.hpp"
#include "bot/message_unit.hpp"
#include "storage/database.hpp"
#include "tests/support/scratch.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace fingertip::tests {

/// A whole bot on a scratch database with a small organisation, without sockets: what is said goes through the same
/// units as a real message. Time stands still until it is moved.
///
/// 网联党委(C) ─ 第一党总支(G1) ─ 星火支部(B1) ─ 第一小组(P1); 第一党总支(G1) ─ 灯塔支部(B2).
/// B1: 王书记 (secretary), 李梅, 张三, 赵六 (probationary), 孙八 in P1; B2: 周书记 (secretary), 吴九; C: 郑管理
/// (admin). Everybody is bound, except 钱七 of B1. 吴九's host is B1.
class World
{
public:
    /// `now`: RFC 3339, e.g. "2024-05-01T08:00:00+08:00".
    explicit World(std::string_view now = "2024-05-06T08:00:00+08:00");
    ~World();

    /// What the bot answers to a text by a person of the roster (bound) or by a stranger's account of that name.
    std::string says(const std::string& who, const std::string& text);
    /// The same event again, as the platform redelivers it.
    std::string repeats_last();
    /// Any event; fields that are empty are filled in.
    std::string happens(const std::string& who, handlers::Incoming incoming);

    void pass(std::chrono::seconds time);
    void set_clock(std::string_view rfc3339);
    storage::Time now() const { return now_; }

    /// Runs every timer that has come due, and those that they set for now; standing timers aside.
    void run_timers();
    /// Runs those that are due now, as one round of the scheduler does. Returns how many.
    std::size_t run_timers_once();
    /// Ends the process, as it were, and starts it again on the same books.
    void restart();

    /// Adds somebody to the roster.
    void add_member(const std::string& no, const std::string& name, const std::string& category, const std::string& org,
                    const std::string& role, bool bound, const std::string& host = "");

    storage::MemberId member(const std::string& name) const { return members_.at(name); }
    storage::OrganizationId organization(const std::string& code) const { return organizations_.at(code); }

    std::int64_t points(const std::string& who);
    /// First column of the first row as an integer; for looking at the books.
    std::int64_t number(const storage::Sql& sql, std::initializer_list<storage::Value> values = {});
    std::string word(const storage::Sql& sql, std::initializer_list<storage::Value> values = {});
    void write(const std::function<void(storage::Tx&)>& unit);

    /// Calls a meeting of B1 (members' meeting, mode "code") that starts at `starts`, without the chat; returns its id.
    storage::MeetingId call_meeting(const std::string& org_code, storage::Time starts, const std::string& mode = "code",
                                    const std::string& kind = "members_meeting", const std::string& code = "482913");

    int last_statements() const { return statements_; }
    handlers::Settings& settings() { return installation_->settings; }
    const bot::Installation& installation() const { return *installation_; }
    storage::Database& database() { return *database_; }
    const std::string& path() const { return path_; }

    static constexpr const char* platform = "wechat-main";
    std::string account(const std::string& who) const { return "o-" + who; }

private:
    void found();
    storage::OrganizationId add_organization(const std::string& code, const std::string& name, const std::string& level,
                                             const std::string& parent);

    Scratch scratch_;
    std::string path_;
    storage::Time now_{};
    std::shared_ptr<bot::Installation> installation_;
    std::unique_ptr<storage::Database> database_;
    std::map<std::string, storage::MemberId> members_;
    std::map<std::string, storage::OrganizationId> organizations_;
    handlers::Incoming last_;
    std::int64_t deliveries_ = 0;
    int statements_ = 0;
};

} // namespace fingertip::tests

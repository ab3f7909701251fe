#include "tests/support/world.hpp"

#include "handlers/timers.hpp"
#include "storage/meetings/attendance.hpp"
#include "storage/migrate.hpp"
#include "storage/people/bindings.hpp"
#include "storage/people/members.hpp"
#include "storage/points.hpp"
#include "storage/timers.hpp"

#include <date/date.h>

#include <sstream>
#include <stdexcept>

namespace fingertip::tests {

namespace {

constexpr storage::Sql insert_organization{"world.organization", R"sql(
    INSERT INTO organizations (code, name, level, parent_id, path) VALUES ($1, $2, $3, $4, $5) RETURNING id
)sql"};
constexpr storage::Sql set_path{"world.path", "UPDATE organizations SET path = $2 WHERE id = $1"};
constexpr storage::Sql find_path{"world.find_path", "SELECT path FROM organizations WHERE id = $1"};
constexpr storage::Sql insert_meeting{"world.meeting", R"sql(
    INSERT INTO meetings (org_id, kind, day, starts_at, ends_at, opens_at, late_at, leave_until, mode, code, secret, scene, called_by, called_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, x'0102', $11, $12, $13) RETURNING id
)sql"};

storage::Time parse(std::string_view rfc3339)
{
    std::istringstream in{std::string{rfc3339}};
    storage::Time time;
    in >> date::parse("%Y-%m-%dT%H:%M:%S%Ez", time);
    if (!in)
        throw std::invalid_argument{std::string{rfc3339}};
    return time;
}

storage::Key data_key()
{
    storage::Key key{};
    key[0] = 7;
    return key;
}

} // namespace

World::World(std::string_view now) : path_{scratch_.file("world.db")}, now_{parse(now)}
{
    storage::migrate(path_);
    installation_ = std::make_shared<bot::Installation>();
    installation_->texts = templates::Texts::load();
    installation_->vault = std::make_shared<storage::Vault>(data_key());
    installation_->zone = std::make_shared<handlers::Zone>("Asia/Shanghai");
    installation_->settings.public_url = "https://bot.example.org";
    database_ = std::make_unique<storage::Database>(storage::make_sqlite_engine({.path = path_, .on_batch = {}}));
    found();
}

World::~World()
{
    database_->stop();
}

void World::found()
{
    add_organization("C", "网联党委", "committee", "");
    add_organization("G1", "第一党总支", "general_branch", "C");
    add_organization("B1", "星火支部", "branch", "G1");
    add_organization("B2", "灯塔支部", "branch", "G1");
    add_organization("P1", "第一小组", "group", "B1");
    add_member("1001", "王书记", "full", "B1", "secretary", true);
    add_member("1002", "李梅", "full", "B1", "member", true);
    add_member("1003", "张三", "full", "B1", "member", true);
    add_member("1004", "赵六", "probationary", "B1", "member", true);
    add_member("1005", "孙八", "full", "P1", "group_leader", true);
    add_member("1006", "钱七", "full", "B1", "member", false);
    add_member("2001", "周书记", "full", "B2", "secretary", true);
    add_member("2002", "吴九", "full", "B2", "member", true, "B1");
    add_member("9001", "郑管理", "full", "C", "admin", true);
}

storage::OrganizationId World::add_organization(const std::string& code, const std::string& name,
                                                const std::string& level, const std::string& parent)
{
    storage::OrganizationId id;
    write([&](storage::Tx& tx) {
        const auto above = parent.empty() ? storage::OrganizationId{} : organizations_.at(parent);
        std::string path = "/";
        if (above) {
            auto rows = tx.query(find_path, {above.value});
            rows.next();
            path = rows.text(0);
        }
        {
            auto rows = tx.change(insert_organization,
                                  {code, name, level, above ? std::optional{above.value} : std::nullopt, code});
            rows.next();
            id = storage::OrganizationId{rows.integer(0)};
        }
        tx.execute(set_path, {id.value, path + std::to_string(id.value) + "/"});
    });
    organizations_[code] = id;
    return id;
}

void World::add_member(const std::string& no, const std::string& name, const std::string& category,
                       const std::string& org, const std::string& role, bool bound, const std::string& host)
{
    write([&](storage::Tx& tx) {
        storage::Member member;
        member.member_no = no;
        member.name = name;
        member.phone = "1380000" + no;
        member.category = category;
        member.home = organizations_.at(org);
        if (!host.empty())
            member.host = organizations_.at(host);
        member.id = storage::members::add(tx, *installation_->vault, member, now_);
        if (role != "member")
            storage::members::appoint(tx, member.id, member.home, role, 0);
        if (bound)
            storage::bindings::bind(tx, platform, account(name), member.id, "seed", 1, now_, now_);
        members_[name] = member.id;
    });
}

std::string World::says(const std::string& who, const std::string& text)
{
    handlers::Incoming incoming;
    incoming.act = handlers::Act::say;
    incoming.kind = "text";
    incoming.text = text;
    return happens(who, std::move(incoming));
}

std::string World::repeats_last()
{
    return happens("", last_);
}

std::string World::happens(const std::string& who, handlers::Incoming incoming)
{
    if (incoming.platform.empty())
        incoming.platform = platform;
    if (incoming.account.empty())
        incoming.account = account(who);
    if (incoming.delivery_id.empty())
        incoming.delivery_id = "m:" + std::to_string(24'000'000'000'000'001 + deliveries_++);
    if (incoming.platform_time == std::chrono::sys_seconds{})
        incoming.platform_time = now_;
    incoming.received_at = now_;
    last_ = incoming;

    const auto around = installation_->surroundings();
    const bot::platforms::Capabilities can{.text_bytes = 2048, .tap_overhead_bytes = 66};
    std::optional<bot::Handled> handled;
    if (!bot::plainly_writes(incoming))
        database_->read_now([&](storage::ReadTx& tx) {
            handled = bot::read_message(tx, around, incoming, can, now_);
            statements_ = tx.statements();
        });
    if (!handled)
        database_->write_now([&](storage::Tx& tx) {
            handled = bot::write_message(tx, around, incoming, can, now_);
            statements_ = tx.statements();
        });
    return handled->reply.text;
}

void World::run_timers()
{
    for (int round = 0; round < 1000; ++round)
        if (run_timers_once() == 0)
            return;
    throw std::logic_error{"timers set themselves again without end"};
}

std::size_t World::run_timers_once()
{
    const auto around = installation_->surroundings();
    std::vector<storage::timers::Timer> due;
    database_->read_now([&](storage::ReadTx& tx) { due = storage::timers::due(tx, now_, 50); });
    for (const auto& timer : due)
        database_->write_now([&](storage::Tx& tx) {
            if (!storage::timers::take(tx, timer))
                return;
            handlers::TimerContext ctx{around, tx, now_};
            handlers::fire(ctx, timer);
        });
    return due.size();
}

void World::restart()
{
    database_->stop();
    database_ = std::make_unique<storage::Database>(storage::make_sqlite_engine({.path = path_, .on_batch = {}}));
}

void World::pass(std::chrono::seconds time)
{
    now_ += time;
}
void World::set_clock(std::string_view rfc3339)
{
    now_ = parse(rfc3339);
}

std::int64_t World::points(const std::string& who)
{
    std::int64_t found = 0;
    database_->read_now([&](storage::ReadTx& tx) { found = storage::points::balance(tx, member(who)); });
    return found;
}

std::int64_t World::number(const storage::Sql& sql, std::initializer_list<storage::Value> values)
{
    std::int64_t found = 0;
    database_->read_now([&](storage::ReadTx& tx) {
        auto rows = tx.query(sql, values);
        found = rows.next() ? rows.integer(0) : 0;
    });
    return found;
}

std::string World::word(const storage::Sql& sql, std::initializer_list<storage::Value> values)
{
    std::string found;
    database_->read_now([&](storage::ReadTx& tx) {
        auto rows = tx.query(sql, values);
        found = rows.next() ? rows.text(0) : "";
    });
    return found;
}

void World::write(const std::function<void(storage::Tx&)>& unit)
{
    database_->write_now(unit);
}

storage::MeetingId World::call_meeting(const std::string& org_code, storage::Time starts, const std::string& mode,
                                       const std::string& kind, const std::string& code)
{
    storage::MeetingId id;
    const auto& settings = installation_->settings;
    write([&](storage::Tx& tx) {
        auto rows = tx.change(
            insert_meeting,
            {organizations_.at(org_code).value, kind, installation_->zone->day(starts), storage::seconds(starts),
             storage::seconds(starts + settings.meeting_length), storage::seconds(starts - settings.check_in_opens),
             storage::seconds(starts + settings.late_after), storage::seconds(starts - settings.leave_until), mode,
             code, "scene-" + std::to_string(++deliveries_), member("王书记").value, storage::seconds(now_)});
        rows.next();
        id = storage::MeetingId{rows.integer(0)};
    });
    return id;
}

} // namespace fingertip::tests

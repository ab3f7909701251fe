#include "tests/support/branch.hpp"

#include "bot/operations/data_key.hpp"
#include "storage/database.hpp"
#include "storage/meetings/attendance.hpp"
#include "storage/migrate.hpp"
#include "storage/people/bindings.hpp"
#include "storage/people/members.hpp"
#include "storage/settings.hpp"

#include <algorithm>

namespace fingertip::tests {

namespace {

constexpr storage::Sql insert_organization{"branch.organization", R"sql(
    INSERT INTO organizations (id, code, name, level, path) VALUES (1, 'B1', '星火支部', 'branch', '/1/')
)sql"};
constexpr storage::Sql insert_meeting{"branch.meeting", R"sql(
    INSERT INTO meetings (org_id, kind, day, starts_at, ends_at, opens_at, late_at, leave_until, mode, code, secret, scene, called_by, called_at)
    VALUES (1, 'members_meeting', $1 / 86400, $1, $1 + 36000, $1 - 3600, $1 + 3600, $1 - 1200, 'code', $2, x'01',
            'scene-' || (SELECT 1 + count(*) FROM meetings), 1, $3 - 7200)
)sql"};
constexpr storage::Sql newest_meeting{"branch.newest", "SELECT max(id) FROM meetings"};

void insert(storage::Tx& tx, const FurtherMeeting& meeting, std::int64_t now)
{
    tx.execute(insert_meeting, {meeting.starts_at, meeting.code, now});
    storage::MeetingId id;
    {
        auto rows = tx.query(newest_meeting);
        rows.next();
        id = storage::MeetingId{rows.integer(0)};
    }
    storage::attendance::Pass pass;
    while (!pass.complete)
        pass = storage::attendance::list(tx, id, pass.last, storage::from_seconds(now));
}

} // namespace

std::string account_of(int member)
{
    return "o-member-" + std::to_string(member);
}

std::string member_no_of(int member)
{
    return std::to_string(1000 + member);
}

void found_branch(const std::string& database, const std::string& key_file, int members, std::int64_t now)
{
    storage::migrate(database);
    const auto data_key = bot::DataKey::read(key_file);
    storage::Key key{};
    std::copy(data_key.bytes().begin(), data_key.bytes().end(), key.begin());
    const storage::Vault vault{key};
    storage::Database books{storage::make_sqlite_engine({.path = database, .on_batch = {}})};
    books.write_now([&](storage::Tx& tx) {
        storage::settings::put(tx, "data_key", data_key.fingerprint());
        tx.execute(insert_organization);
        for (int i = 0; i < members; ++i) {
            storage::Member member;
            member.member_no = member_no_of(i);
            member.name = "党员" + std::to_string(i);
            member.category = "full";
            member.home = storage::OrganizationId{1};
            const auto id = storage::members::add(tx, vault, member, storage::from_seconds(now));
            storage::bindings::bind(tx, "wechat-main", account_of(i), id, "seed", 1, storage::from_seconds(now),
                                    storage::from_seconds(now));
        }
        insert(tx, {meeting_code, now}, now);
    });
    books.stop();
}

void add_meetings(const std::string& database, const std::vector<FurtherMeeting>& meetings, std::int64_t now)
{
    storage::Database books{storage::make_sqlite_engine({.path = database, .on_batch = {}})};
    books.write_now([&](storage::Tx& tx) {
        for (const auto& meeting : meetings)
            insert(tx, meeting, now);
    });
    books.stop();
}

} // namespace fingertip::tests

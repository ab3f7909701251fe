#include "storage/meetings/roll.hpp"

#include "storage/meetings/attendance.hpp"
#include "storage/people/members.hpp"

namespace fingertip::storage::roll {

namespace {

#define ENTRY_COLUMNS                                                                                                  \
    "a.member_id, m.member_no, m.name, k.wrapped, a.category, a.home_org, a.due, a.entitled, a.status, a.method, "     \
    "a.at, a.reason FROM attendance a JOIN members m ON m.id = a.member_id LEFT JOIN person_keys k ON k.member_id = "  \
    "a.member_id "

constexpr Sql list_people{"roll.people",
                          "SELECT " ENTRY_COLUMNS
                          "WHERE a.meeting_id = $1 AND ($2 = 0 OR a.home_org = $2) ORDER BY m.member_no LIMIT $3"};
constexpr Sql find_one{"roll.find", "SELECT " ENTRY_COLUMNS "WHERE a.meeting_id = $1 AND a.member_id = $2"};
constexpr Sql list_counts{"roll.counts", R"sql(
    SELECT category, due, entitled, status, count(*) FROM attendance WHERE meeting_id = $1
    GROUP BY category, due, entitled, status
)sql"};
constexpr Sql list_homes{"roll.by_home", R"sql(
    SELECT a.home_org, o.name, sum(a.due), sum(a.status IN ('present', 'late')), sum(a.status = 'leave')
    FROM attendance a JOIN organizations o ON o.id = a.home_org WHERE a.meeting_id = $1
    GROUP BY a.home_org, o.name, o.path ORDER BY o.path LIMIT 100
)sql"};
constexpr Sql upsert{"roll.set_by_officer", R"sql(
    INSERT INTO attendance (meeting_id, member_id, starts_at, home_org, host_org, category, due, entitled, status, method, at,
        recorded_by, reason)
    SELECT m.id, p.id, m.starts_at, p.home_org, p.host_org, p.category, 0, 0, $3, $4, $5, $6, $7
    FROM meetings m JOIN members p ON p.id = $2 WHERE m.id = $1
    ON CONFLICT (meeting_id, member_id) DO UPDATE SET status = excluded.status, method = excluded.method, at = excluded.at,
        recorded_by = excluded.recorded_by,
        reason = CASE WHEN excluded.at IS NULL THEN excluded.reason ELSE coalesce(excluded.reason, attendance.reason) END
)sql"};
constexpr Sql remove{"roll.remove_guest",
                     "DELETE FROM attendance WHERE meeting_id = $1 AND member_id = $2 AND due = 0"};
constexpr Sql list_resolutions{"roll.resolutions", R"sql(
    SELECT id, subject, approve, oppose, abstain, passed FROM resolutions WHERE meeting_id = $1 ORDER BY id LIMIT 50
)sql"};

RollEntry read(const Rows& rows, const Vault& vault, MeetingId meeting)
{
    RollEntry entry;
    entry.member = MemberId{rows.integer(0)};
    entry.member_no = rows.text(1);
    if (const auto person = vault.person(entry.member, rows.view(3))) {
        entry.name = person->open({"members.name", entry.member.value}, rows.view(2)).value_or("");
        entry.reason = open_reason(*person, meeting, entry.member, rows.view(11));
    }
    entry.category = rows.text(4);
    entry.home = OrganizationId{rows.integer(5)};
    entry.due = rows.boolean(6);
    entry.entitled = rows.boolean(7);
    entry.status = rows.text(8);
    entry.method = rows.text(9);
    entry.at = from_seconds(rows.integer(10));
    return entry;
}

} // namespace

std::vector<RollEntry> people(ReadTx& tx, const Vault& vault, MeetingId meeting, OrganizationId home, std::int64_t most)
{
    std::vector<RollEntry> found;
    auto rows = tx.query(list_people, {meeting.value, home.value, most});
    while (rows.next())
        found.push_back(read(rows, vault, meeting));
    return found;
}

std::optional<RollEntry> find(ReadTx& tx, const Vault& vault, MeetingId meeting, MemberId member)
{
    auto rows = tx.query(find_one, {meeting.value, member.value});
    return rows.next() ? std::optional{read(rows, vault, meeting)} : std::nullopt;
}

std::vector<RollCount> counts(ReadTx& tx, MeetingId meeting)
{
    std::vector<RollCount> found;
    auto rows = tx.query(list_counts, {meeting.value});
    while (rows.next())
        found.push_back({rows.text(0), rows.boolean(1), rows.boolean(2), rows.text(3), rows.integer(4)});
    return found;
}

std::vector<RollOfHome> by_home(ReadTx& tx, MeetingId meeting)
{
    std::vector<RollOfHome> found;
    auto rows = tx.query(list_homes, {meeting.value});
    while (rows.next())
        found.push_back(
            {OrganizationId{rows.integer(0)}, rows.text(1), rows.integer(2), rows.integer(3), rows.integer(4)});
    return found;
}

void set_by_officer(Tx& tx, const Vault& vault, MeetingId meeting, const RollEntry& entry, MemberId officer, Time at)
{
    std::string reason;
    if (!entry.reason.empty())
        if (const auto person = members::sealer(tx, vault, entry.member))
            reason = seal_reason(*person, meeting, entry.member, entry.reason);
    const bool came = entry.status == "present" || entry.status == "late";
    tx.execute(upsert, {meeting.value, entry.member.value, entry.status,
                        entry.method.empty() ? std::nullopt : std::optional{entry.method},
                        came ? std::optional{seconds(at)} : std::nullopt, officer.value,
                        reason.empty() ? std::nullopt : std::optional{Blob{reason}}});
    attendance::count(tx, meeting);
}

void remove_guest(Tx& tx, MeetingId meeting, MemberId member)
{
    tx.execute(remove, {meeting.value, member.value});
    attendance::count(tx, meeting);
}

std::vector<RecordedResolution> resolutions(ReadTx& tx, const Vault& vault, MeetingId meeting)
{
    std::vector<RecordedResolution> found;
    auto rows = tx.query(list_resolutions, {meeting.value});
    while (rows.next())
        found.push_back({vault.installation().open({"resolutions.subject", rows.integer(0)}, rows.view(1)).value_or(""),
                         rows.integer(2), rows.integer(3), rows.integer(4), rows.boolean(5)});
    return found;
}

std::string seal_reason(const Sealer& person, MeetingId meeting, MemberId member, std::string_view reason)
{
    const auto key = std::to_string(meeting.value);
    return person.seal({"attendance.reason", member.value, key}, reason);
}

std::string open_reason(const Sealer& person, MeetingId meeting, MemberId member, std::string_view sealed)
{
    if (sealed.empty())
        return {};
    const auto key = std::to_string(meeting.value);
    return person.open({"attendance.reason", member.value, key}, sealed).value_or("");
}

} // namespace fingertip::storage::roll

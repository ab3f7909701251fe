#include "storage/people/own_record.hpp"

#include "storage/meetings/roll.hpp"

namespace fingertip::storage::own_record {

namespace {

constexpr Sql count_attended{"own_record.attended", R"sql(
    SELECT status, count(*) FROM attendance WHERE member_id = $1 AND starts_at >= $2 AND starts_at < $3 GROUP BY status
)sql"};
constexpr Sql list_attendance{"own_record.attendance", R"sql(
    SELECT a.meeting_id, m.day, o.name, m.kind, a.status, coalesce(a.at, 0), a.reason
    FROM attendance a JOIN meetings m ON m.id = a.meeting_id JOIN organizations o ON o.id = m.org_id
    WHERE a.member_id = $1 ORDER BY a.starts_at DESC LIMIT $2
)sql"};
constexpr Sql list_affiliations{"own_record.affiliations", R"sql(
    SELECT o.name, '', f.from_at, f.until_at FROM affiliations f JOIN organizations o ON o.id = f.org_id
    WHERE f.member_id = $1 ORDER BY f.from_at LIMIT 100
)sql"};
constexpr Sql list_offices{"own_record.offices", R"sql(
    SELECT o.name, a.role, a.from_on, a.until_on FROM assignments a JOIN organizations o ON o.id = a.org_id
    WHERE a.member_id = $1 ORDER BY a.from_on, a.id LIMIT 100
)sql"};
constexpr Sql find_location_consent{"own_record.location_consent",
                                    "SELECT given_at FROM location_consents WHERE member_id = $1"};

constexpr Sql find_name{"own_record.name", R"sql(
    SELECT m.name, k.wrapped FROM members m JOIN person_keys k ON k.member_id = m.id WHERE m.id = $1
)sql"};
constexpr Sql set_key{"own_record.new_key", "UPDATE person_keys SET wrapped = $2 WHERE member_id = $1"};
constexpr Sql strip_member{"own_record.strip_member", R"sql(
    UPDATE members SET name = $2, phone = NULL, phone_key = NULL, unit = NULL, due_exempt_reason = NULL, withdrew_at = $3
    WHERE id = $1
)sql"};
constexpr Sql forget_conversations{"own_record.forget_conversations", R"sql(
    DELETE FROM conversations WHERE (platform, account) IN (SELECT platform, account FROM bindings WHERE member_id = $1)
)sql"};
constexpr Sql forget_bindings{"own_record.forget_bindings", "DELETE FROM bindings WHERE member_id = $1"};
constexpr Sql forget_location{"own_record.forget_location", "DELETE FROM location_consents WHERE member_id = $1"};
constexpr Sql forget_users{"own_record.forget_users", "DELETE FROM platform_users WHERE member_id = $1"};
constexpr Sql forget_letters{"own_record.forget_letters", "DELETE FROM outbox WHERE member_id = $1"};
constexpr Sql forget_invitations{"own_record.forget_invitations", "DELETE FROM invitations WHERE member_id = $1"};
constexpr Sql strip_requests{"own_record.strip_requests", R"sql(
    UPDATE requests SET body = NULL, answer = NULL, account = '', platform = '',
        state = CASE WHEN state = 'open' THEN 'withdrawn' ELSE state END,
        decided_at = CASE WHEN state = 'open' THEN $2 ELSE decided_at END
    WHERE member_id = $1
)sql"};
constexpr Sql strip_attendance{"own_record.strip_attendance",
                               "UPDATE attendance SET reason = NULL WHERE member_id = $1 AND reason IS NOT NULL"};

std::vector<Span> spans(Rows rows)
{
    std::vector<Span> found;
    while (rows.next())
        found.push_back({rows.text(0), rows.text(1), rows.integer(2), rows.maybe_integer(3)});
    return found;
}

} // namespace

Attended attended(ReadTx& tx, MemberId member, Time from, Time until)
{
    Attended counts;
    auto rows = tx.query(count_attended, {member.value, seconds(from), seconds(until)});
    while (rows.next()) {
        const auto status = rows.view(0);
        if (status == "present")
            counts.present = rows.integer(1);
        else if (status == "late")
            counts.late = rows.integer(1);
        else if (status == "leave")
            counts.leave = rows.integer(1);
        else if (status == "absent")
            counts.absent = rows.integer(1);
    }
    return counts;
}

std::vector<Attendance> attendance(ReadTx& tx, const Sealer& person, MemberId member, std::int64_t most)
{
    std::vector<Attendance> found;
    auto rows = tx.query(list_attendance, {member.value, most});
    while (rows.next()) {
        Attendance line;
        line.meeting = MeetingId{rows.integer(0)};
        line.day = rows.integer(1);
        line.organization = rows.text(2);
        line.kind = rows.text(3);
        line.status = rows.text(4);
        line.at = from_seconds(rows.integer(5));
        line.reason = roll::open_reason(person, line.meeting, member, rows.view(6));
        found.push_back(std::move(line));
    }
    return found;
}

std::vector<Span> affiliations(ReadTx& tx, MemberId member)
{
    return spans(tx.query(list_affiliations, {member.value}));
}

std::vector<Span> offices(ReadTx& tx, MemberId member)
{
    return spans(tx.query(list_offices, {member.value}));
}

std::optional<Time> location_consent(ReadTx& tx, MemberId member)
{
    auto rows = tx.query(find_location_consent, {member.value});
    return rows.next() ? std::optional{from_seconds(rows.integer(0))} : std::nullopt;
}

void erase(Tx& tx, const Vault& vault, MemberId member, Time now)
{
    const Row name_row{"members.name", member.value};
    std::string name;
    {
        auto rows = tx.query(find_name, {member.value});
        if (!rows.next())
            return;
        if (const auto before = vault.person(member, rows.view(1)))
            name = before->open(name_row, rows.view(0)).value_or("");
    }
    const auto wrapped = vault.new_person(member);
    tx.execute(set_key, {member.value, Blob{wrapped}});
    tx.execute(strip_member, {member.value, Blob{vault.person(member, wrapped)->seal(name_row, name)}, seconds(now)});
    tx.execute(forget_conversations, {member.value});
    for (const auto* sql :
         {&forget_bindings, &forget_location, &forget_users, &forget_letters, &forget_invitations, &strip_attendance})
        tx.execute(*sql, {member.value});
    tx.execute(strip_requests, {member.value, seconds(now)});
}

} // namespace fingertip::storage::own_record

#include "storage/people/members.hpp"

namespace fingertip::storage::members {

namespace {

#define MEMBER_COLUMNS                                                                                                 \
    "m.id, m.member_no, m.name, m.phone, m.category, m.home_org, m.host_org, m.unit, m.joined_on, m.confirmed_on, "    \
    "m.due_exempt_until, m.due_exempt_reason, m.rights_suspended, k.wrapped FROM members m JOIN person_keys k ON "     \
    "k.member_id = m.id "

constexpr Sql reserve{"members.reserve", R"sql(
    INSERT INTO members (member_no, name, name_key, category, home_org) VALUES ($1, x'', x'', $2, $3) RETURNING id
)sql"};
constexpr Sql insert_key{"members.insert_key", "INSERT INTO person_keys (member_id, wrapped) VALUES ($1, $2)"};
constexpr Sql write_fields{"members.update", R"sql(
    UPDATE members SET member_no = $2, name = $3, name_key = $4, phone = $5, phone_key = $6, category = $7, home_org = $8,
        host_org = $9, unit = $10, joined_on = $11, confirmed_on = $12, due_exempt_until = $13, due_exempt_reason = $14,
        rights_suspended = $15
    WHERE id = $1
)sql"};
constexpr Sql end_affiliation{"members.end_affiliation", R"sql(
    UPDATE affiliations SET until_at = $3 WHERE member_id = $1 AND until_at IS NULL AND org_id <> $2
)sql"};
constexpr Sql begin_affiliation{"members.begin_affiliation", R"sql(
    INSERT INTO affiliations (member_id, org_id, from_at)
    SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM affiliations WHERE member_id = $1 AND until_at IS NULL)
    ON CONFLICT (member_id, from_at) DO UPDATE SET org_id = excluded.org_id, until_at = NULL
)sql"};
constexpr Sql by_id{"members.find", "SELECT " MEMBER_COLUMNS "WHERE m.id = $1"};
constexpr Sql by_number{"members.find_by_number", "SELECT " MEMBER_COLUMNS "WHERE m.member_no = $1"};
constexpr Sql by_name{
    "members.find_by_name",
    "SELECT " MEMBER_COLUMNS "JOIN organizations o ON o.id = m.home_org LEFT JOIN organizations h ON h.id = m.host_org "
    "WHERE m.name_key = $1 AND m.erased_at IS NULL AND (o.path >= $2 AND o.path < $2 || '~' OR h.path >= $2 AND "
    "h.path < $2 || '~') ORDER BY m.id LIMIT 20"};
constexpr Sql by_claim{
    "members.find_by_claim",
    "SELECT " MEMBER_COLUMNS
    "WHERE m.name_key = $1 AND (m.phone_key = $2 OR m.member_no = $3) AND m.erased_at IS NULL LIMIT 1"};
constexpr Sql find_key{"members.key", "SELECT wrapped FROM person_keys WHERE member_id = $1"};
constexpr Sql insert_office{"members.appoint", R"sql(
    INSERT INTO assignments (member_id, org_id, role, from_on) VALUES ($1, $2, $3, $4)
    ON CONFLICT (member_id, org_id, role) WHERE until_on IS NULL DO NOTHING
)sql"};
constexpr Sql end_office{"members.dismiss", R"sql(
    UPDATE assignments SET until_on = $4 WHERE member_id = $1 AND org_id = $2 AND role = $3 AND until_on IS NULL
)sql"};

std::optional<Member> read(const Rows& rows, const Vault& vault)
{
    Member member;
    member.id = MemberId{rows.integer(0)};
    const auto sealer = vault.person(member.id, rows.view(13));
    if (!sealer)
        return std::nullopt;
    const auto open = [&](const char* column, int index) {
        return rows.is_null(index) ? "" : sealer->open({column, member.id.value}, rows.view(index)).value_or("");
    };
    member.member_no = rows.text(1);
    member.name = open("members.name", 2);
    member.phone = open("members.phone", 3);
    member.category = rows.text(4);
    member.home = OrganizationId{rows.integer(5)};
    member.host = OrganizationId{rows.integer(6)};
    member.unit = open("members.unit", 7);
    member.joined_on = rows.maybe_integer(8);
    member.confirmed_on = rows.maybe_integer(9);
    member.due_exempt_until = rows.maybe_integer(10);
    member.due_exempt_reason = open("members.due_exempt_reason", 11);
    member.rights_suspended = rows.boolean(12);
    return member;
}

void write(Tx& tx, const Vault& vault, const Sealer& sealer, const Member& member, Time now)
{
    const auto seal = [&](const char* column, const std::string& text) {
        return text.empty() ? std::string{} : sealer.seal({column, member.id.value}, text);
    };
    const auto maybe = [](const std::string& bytes) {
        return bytes.empty() ? std::nullopt : std::optional{Blob{bytes}};
    };
    const auto name = seal("members.name", member.name);
    const auto phone = seal("members.phone", member.phone);
    const auto phone_key = member.phone.empty() ? "" : vault.look_up_key("phone", member.phone);
    const auto unit = seal("members.unit", member.unit);
    const auto reason = seal("members.due_exempt_reason", member.due_exempt_reason);
    tx.execute(write_fields,
               {member.id.value, member.member_no, Blob{name}, Blob{vault.look_up_key("name", member.name)},
                maybe(phone), maybe(phone_key), member.category, member.home.value,
                member.host ? std::optional{member.host.value} : std::nullopt, maybe(unit), member.joined_on,
                member.confirmed_on, member.due_exempt_until, maybe(reason), member.rights_suspended});
    tx.execute(end_affiliation, {member.id.value, member.home.value, seconds(now)});
    tx.execute(begin_affiliation, {member.id.value, member.home.value, seconds(now)});
}

std::optional<Member> first(Rows rows, const Vault& vault)
{
    return rows.next() ? read(rows, vault) : std::nullopt;
}

} // namespace

MemberId add(Tx& tx, const Vault& vault, const Member& member, Time now)
{
    Member added = member;
    {
        auto rows = tx.change(reserve, {member.member_no, member.category, member.home.value});
        rows.next();
        added.id = MemberId{rows.integer(0)};
    }
    const auto wrapped = vault.new_person(added.id);
    tx.execute(insert_key, {added.id.value, Blob{wrapped}});
    write(tx, vault, *vault.person(added.id, wrapped), added, now);
    return added.id;
}

void update(Tx& tx, const Vault& vault, const Member& member, Time now)
{
    if (const auto person = sealer(tx, vault, member.id))
        write(tx, vault, *person, member, now);
}

std::optional<Member> find(ReadTx& tx, const Vault& vault, MemberId id)
{
    return first(tx.query(by_id, {id.value}), vault);
}

std::optional<Member> find_by_number(ReadTx& tx, const Vault& vault, std::string_view member_no)
{
    return first(tx.query(by_number, {member_no}), vault);
}

std::vector<Member> find_by_name(ReadTx& tx, const Vault& vault, std::string_view name, std::string_view path)
{
    std::vector<Member> found;
    auto rows = tx.query(by_name, {Blob{vault.look_up_key("name", name)}, path});
    while (rows.next())
        if (auto member = read(rows, vault))
            found.push_back(std::move(*member));
    return found;
}

std::optional<Member> find_by_claim(ReadTx& tx, const Vault& vault, std::string_view name,
                                    std::string_view phone_or_number)
{
    return first(tx.query(by_claim, {Blob{vault.look_up_key("name", name)},
                                     Blob{vault.look_up_key("phone", phone_or_number)}, phone_or_number}),
                 vault);
}

std::optional<Sealer> sealer(ReadTx& tx, const Vault& vault, MemberId id)
{
    auto rows = tx.query(find_key, {id.value});
    return rows.next() ? vault.person(id, rows.view(0)) : std::nullopt;
}

bool appoint(Tx& tx, MemberId member, OrganizationId org, std::string_view role, std::int64_t from_day)
{
    return tx.execute(insert_office, {member.value, org.value, role, from_day}) > 0;
}

bool dismiss(Tx& tx, MemberId member, OrganizationId org, std::string_view role, std::int64_t day)
{
    return tx.execute(end_office, {member.value, org.value, role, day}) > 0;
}

} // namespace fingertip::storage::members

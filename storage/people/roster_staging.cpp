#include "storage/people/roster_staging.hpp"

#include <stdexcept>

namespace fingertip::storage::roster_staging {

namespace {

constexpr Sql insert{"roster_staging.put", R"sql(
    INSERT INTO roster_staging (member_id, known, wrapped, keep, member_no, name, name_key, phone, phone_key, category, home_org,
        host_org, unit, joined_on, confirmed_on, due_exempt_until, due_exempt_reason, rights_suspended)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
)sql"};
constexpr Sql insert_role{"roster_staging.put_role", R"sql(
    INSERT INTO roster_staging_roles (member_id, org_id, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
)sql"};
constexpr Sql insert_user{"roster_staging.put_user", R"sql(
    INSERT INTO roster_staging_users (member_id, kind, user_id, user_key) VALUES ($1, $2, $3, $4)
)sql"};
constexpr Sql delete_users{"roster_staging.clear_users", R"sql(
    DELETE FROM roster_staging_users WHERE (member_id, kind) IN (
        SELECT member_id, kind FROM roster_staging_users ORDER BY member_id, kind LIMIT $1)
)sql"};
constexpr Sql delete_people{"roster_staging.clear", R"sql(
    DELETE FROM roster_staging WHERE member_id IN (SELECT member_id FROM roster_staging ORDER BY member_id LIMIT $1)
)sql"};
constexpr Sql delete_roles{"roster_staging.clear_roles", R"sql(
    DELETE FROM roster_staging_roles WHERE (member_id, org_id, role) IN (
        SELECT member_id, org_id, role FROM roster_staging_roles ORDER BY member_id, org_id, role LIMIT $1)
)sql"};
constexpr Sql find_last{"roster_staging.last_member", "SELECT coalesce(max(id), 0) FROM members"};

// The switch. CROSS JOIN fixes the order: what is staged may be ten rows, the roster a hundred thousand.
constexpr Sql find_rekeyed{"roster_staging.rekeyed", R"sql(
    SELECT 1 FROM roster_staging s CROSS JOIN person_keys k ON k.member_id = s.member_id
    WHERE s.known = 1 AND k.wrapped <> s.wrapped LIMIT 1
)sql"};
constexpr Sql add_keys{"roster_staging.add_keys", R"sql(
    INSERT INTO person_keys (member_id, wrapped) SELECT member_id, wrapped FROM roster_staging WHERE known = 0 ORDER BY member_id
)sql"};
constexpr Sql add_members{"roster_staging.add_members", R"sql(
    INSERT INTO members (id, member_no, name, name_key, phone, phone_key, category, home_org, host_org, unit, joined_on,
        confirmed_on, due_exempt_until, due_exempt_reason, rights_suspended)
    SELECT member_id, member_no, name, name_key, phone, phone_key, category, home_org, host_org, unit, joined_on,
        confirmed_on, due_exempt_until, due_exempt_reason, rights_suspended
    FROM roster_staging WHERE known = 0 ORDER BY member_id
)sql"};
constexpr Sql note_transfers{"roster_staging.note_transfers", R"sql(
    INSERT INTO audit (at, act, org_id, subject, detail)
    SELECT $1, 'transferred', s.home_org, s.member_id, CAST(m.home_org AS BLOB)
    FROM roster_staging s CROSS JOIN members m ON m.id = s.member_id WHERE s.known = 1 AND m.home_org <> s.home_org
)sql"};
constexpr Sql end_affiliations{"roster_staging.end_affiliations", R"sql(
    UPDATE affiliations SET until_at = $1
    WHERE until_at IS NULL AND member_id IN (
        SELECT s.member_id FROM roster_staging s CROSS JOIN members m ON m.id = s.member_id
        WHERE s.known = 1 AND m.home_org <> s.home_org)
)sql"};
constexpr Sql change_members{"roster_staging.change_members", R"sql(
    UPDATE members SET name = s.name, name_key = s.name_key, category = s.category, home_org = s.home_org, host_org = s.host_org,
        phone = iif(s.keep & 1, members.phone, s.phone), phone_key = iif(s.keep & 1, members.phone_key, s.phone_key),
        unit = iif(s.keep & 2, members.unit, s.unit), joined_on = iif(s.keep & 4, members.joined_on, s.joined_on),
        confirmed_on = iif(s.keep & 8, members.confirmed_on, s.confirmed_on),
        due_exempt_until = iif(s.keep & 16, members.due_exempt_until, s.due_exempt_until),
        due_exempt_reason = iif(s.keep & 32, members.due_exempt_reason, s.due_exempt_reason),
        rights_suspended = iif(s.keep & 64, members.rights_suspended, s.rights_suspended)
    FROM roster_staging s WHERE s.member_id = members.id AND s.known = 1 AND members.erased_at IS NULL
)sql"};
constexpr Sql drop_users{"roster_staging.drop_users", R"sql(
    DELETE FROM platform_users WHERE (member_id, kind) IN (SELECT member_id, kind FROM roster_staging_users)
)sql"};
constexpr Sql add_users{"roster_staging.add_users", R"sql(
    INSERT INTO platform_users (member_id, kind, user_id, user_key)
    SELECT member_id, kind, user_id, user_key FROM roster_staging_users WHERE user_id IS NOT NULL ORDER BY member_id, kind
)sql"};
constexpr Sql begin_affiliations{"roster_staging.begin_affiliations", R"sql(
    INSERT INTO affiliations (member_id, org_id, from_at)
    SELECT member_id, home_org, $1 FROM roster_staging s
    WHERE NOT EXISTS (SELECT 1 FROM affiliations a WHERE a.member_id = s.member_id AND a.until_at IS NULL)
    ON CONFLICT (member_id, from_at) DO UPDATE SET org_id = excluded.org_id, until_at = NULL
)sql"};

#define ROLES_TO_END                                                                                                   \
    "a.until_on IS NULL AND a.imported = 1 AND NOT EXISTS (SELECT 1 FROM roster_staging_roles r WHERE r.member_id = "  \
    "a.member_id AND r.org_id = a.org_id AND r.role = a.role)"
constexpr Sql note_ended{"roster_staging.note_ended",
                         "INSERT INTO audit (at, act, org_id, subject, detail) "
                         "SELECT $1, 'role_ended', a.org_id, a.member_id, CAST(a.role AS BLOB) FROM roster_staging s "
                         "CROSS JOIN assignments a ON a.member_id = s.member_id WHERE " ROLES_TO_END};
constexpr Sql end_roles{"roster_staging.end_roles",
                        "UPDATE assignments SET until_on = $1 WHERE id IN (SELECT a.id FROM roster_staging s "
                        "CROSS JOIN assignments a ON a.member_id = s.member_id WHERE " ROLES_TO_END ")"};
#undef ROLES_TO_END

#define ROLES_TO_GIVE                                                                                                  \
    "FROM roster_staging_roles r WHERE NOT EXISTS (SELECT 1 FROM assignments a WHERE a.member_id = r.member_id AND "   \
    "a.org_id = r.org_id AND a.role = r.role AND a.until_on IS NULL)"
constexpr Sql note_given{"roster_staging.note_given",
                         "INSERT INTO audit (at, act, org_id, subject, detail) "
                         "SELECT $1, 'role_given', r.org_id, r.member_id, CAST(r.role AS BLOB) " ROLES_TO_GIVE};
constexpr Sql give_roles{"roster_staging.give_roles",
                         "INSERT INTO assignments (member_id, org_id, role, from_on, imported) "
                         "SELECT r.member_id, r.org_id, r.role, $1, 1 " ROLES_TO_GIVE};
#undef ROLES_TO_GIVE

std::optional<Blob> maybe(const std::string& bytes)
{
    return bytes.empty() ? std::nullopt : std::optional{Blob{bytes}};
}

} // namespace

SealedArrival seal(const Vault& vault, const Arrival& arrival)
{
    const auto& member = arrival.member;
    SealedArrival sealed;
    sealed.id = member.id.value;
    sealed.known = arrival.known;
    sealed.keep = arrival.keep;
    sealed.wrapped = arrival.known ? arrival.wrapped : vault.new_person(member.id);
    const auto sealer = vault.person(member.id, sealed.wrapped);
    if (!sealer)
        throw std::runtime_error{"the key of member " + member.member_no +
                                 " does not open with this installation's key"};
    const auto close = [&](const char* column, const std::string& text) {
        return text.empty() ? std::string{} : sealer->seal({column, member.id.value}, text);
    };
    sealed.member_no = member.member_no;
    sealed.name = close("members.name", member.name);
    sealed.name_key = vault.look_up_key("name", member.name);
    sealed.phone = close("members.phone", member.phone);
    sealed.phone_key = member.phone.empty() ? "" : vault.look_up_key("phone", member.phone);
    sealed.category = member.category;
    sealed.home = member.home.value;
    sealed.host = member.host.value;
    sealed.unit = close("members.unit", member.unit);
    sealed.joined_on = member.joined_on;
    sealed.confirmed_on = member.confirmed_on;
    sealed.due_exempt_until = member.due_exempt_until;
    sealed.due_exempt_reason = close("members.due_exempt_reason", member.due_exempt_reason);
    sealed.rights_suspended = member.rights_suspended;
    sealed.roles = arrival.roles;
    for (std::size_t kind = 0; kind < arrival.users.size(); ++kind) {
        const auto& user = arrival.users[kind];
        if (user && user->empty())
            sealed.users.push_back({kind, {}, {}});
        else if (user)
            sealed.users.push_back({kind, platform_users::seal(*sealer, member.id, kind, *user),
                                    platform_users::look_up_key(vault, kind, *user)});
    }
    return sealed;
}

void put(Tx& tx, const SealedArrival& a)
{
    tx.execute(insert, {a.id, a.known, maybe(a.wrapped), static_cast<std::int64_t>(a.keep), a.member_no, Blob{a.name},
                        Blob{a.name_key}, maybe(a.phone), maybe(a.phone_key), a.category, a.home,
                        a.host ? std::optional{a.host} : std::nullopt, maybe(a.unit), a.joined_on, a.confirmed_on,
                        a.due_exempt_until, maybe(a.due_exempt_reason), a.rights_suspended});
    for (const auto& role : a.roles)
        tx.execute(insert_role, {a.id, role.org.value, role.role});
    for (const auto& user : a.users)
        tx.execute(insert_user, {a.id, platform_users::kinds[user.kind], maybe(user.user_id), maybe(user.user_key)});
}

bool clear(Tx& tx, int most)
{
    const auto people = tx.execute(delete_people, {most});
    const auto roles = tx.execute(delete_roles, {most});
    const auto users = tx.execute(delete_users, {most});
    return people == most || roles == most || users == most;
}

std::int64_t last_member(ReadTx& tx)
{
    auto rows = tx.query(find_last);
    return rows.next() ? rows.integer(0) : 0;
}

Switched take_over(Tx& tx, std::int64_t today, Time now)
{
    const auto at = seconds(now);
    Switched done;
    {
        // Who asked to be erased meanwhile has another key: what was sealed with the old one must not come back.
        auto rows = tx.query(find_rekeyed);
        if (rows.next())
            throw Conflict{"somebody's key changed during the import; try again"};
    }
    tx.execute(add_keys);
    done.added = tx.execute(add_members);
    done.transferred = tx.execute(note_transfers, {at});
    tx.execute(end_affiliations, {at});
    done.changed = tx.execute(change_members);
    tx.execute(begin_affiliations, {at});
    tx.execute(drop_users);
    tx.execute(add_users);
    tx.execute(note_ended, {at});
    done.roles_ended = tx.execute(end_roles, {today});
    tx.execute(note_given, {at});
    done.roles_given = tx.execute(give_roles, {today});
    return done;
}

} // namespace fingertip::storage::roster_staging

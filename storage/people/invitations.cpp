#include "storage/people/invitations.hpp"

namespace fingertip::storage::invitations {

namespace {

constexpr std::string_view letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
static_assert(letters.size() == 32);
constexpr std::string_view scene_mark = "invite-";

constexpr Sql void_earlier{"invitations.void", R"sql(
    UPDATE invitations SET expires_at = $2 WHERE member_id = $1 AND used_at IS NULL AND expires_at > $2
)sql"};
constexpr Sql insert{"invitations.create", R"sql(
    INSERT INTO invitations (code_key, member_id, org_id, role, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql"};

#define INVITATION_COLUMNS                                                                                             \
    "id, coalesce(member_id, 0), coalesce(org_id, 0), role IS NOT NULL, coalesce(created_by, 0), expires_at FROM "     \
    "invitations "

constexpr Sql by_code{"invitations.find",
                      "SELECT " INVITATION_COLUMNS "WHERE code_key = $1 AND used_at IS NULL AND expires_at > $2"};
constexpr Sql by_id{"invitations.find_by_id",
                    "SELECT " INVITATION_COLUMNS "WHERE id = $1 AND used_at IS NULL AND expires_at > $2"};
constexpr Sql mark_used{"invitations.use", R"sql(
    UPDATE invitations SET used_at = $2 WHERE id = $1 AND used_at IS NULL
)sql"};

std::optional<Invitation> first(Rows rows)
{
    if (!rows.next())
        return std::nullopt;
    Invitation found;
    found.id = rows.integer(0);
    found.member = MemberId{rows.integer(1)};
    found.org = OrganizationId{rows.integer(2)};
    found.first_admin = rows.boolean(3);
    found.created_by = MemberId{rows.integer(4)};
    found.expires_at = from_seconds(rows.integer(5));
    return found;
}

std::string new_code()
{
    // A digit among them, so that no code can be mistaken for a word; hardly any draw has none.
    for (;;) {
        std::string code;
        bool digit = false;
        for (const unsigned char byte : random_bytes(code_length)) {
            code += letters[byte % letters.size()];
            digit |= code.back() <= '9';
        }
        if (digit)
            return code;
    }
}

std::optional<std::int64_t> maybe(std::int64_t id)
{
    return id ? std::optional{id} : std::nullopt;
}

} // namespace

std::string create(Tx& tx, const Vault& vault, const Invited& whom, MemberId by, Time now)
{
    if (whom.member)
        tx.execute(void_earlier, {whom.member.value, seconds(now)});
    auto code = new_code();
    tx.execute(insert, {Blob{vault.look_up_key("invitation", code)}, maybe(whom.member.value), maybe(whom.org.value),
                        whom.first_admin ? Value{"admin"} : Value{nullptr}, maybe(by.value), seconds(now),
                        seconds(now + valid_for)});
    return code;
}

std::optional<Invitation> find(ReadTx& tx, const Vault& vault, std::string_view code, Time now)
{
    return first(tx.query(by_code, {Blob{vault.look_up_key("invitation", code)}, seconds(now)}));
}

std::optional<Invitation> find(ReadTx& tx, std::int64_t id, Time now)
{
    return first(tx.query(by_id, {id, seconds(now)}));
}

bool use(Tx& tx, const Invitation& invitation, Time now)
{
    return invitation.org || tx.execute(mark_used, {invitation.id, seconds(now)}) > 0;
}

std::string grouped(std::string_view code)
{
    std::string out;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (i == 4 || i == 8)
            out += '-';
        out += code[i];
    }
    return out;
}

std::string scene(std::string_view code)
{
    return std::string{scene_mark} + std::string{code};
}

std::optional<std::string> code_of_scene(std::string_view scene)
{
    if (!scene.starts_with(scene_mark) || scene.size() != scene_mark.size() + code_length)
        return std::nullopt;
    return std::string{scene.substr(scene_mark.size())};
}

} // namespace fingertip::storage::invitations

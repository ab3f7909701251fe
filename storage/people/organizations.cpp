#include "storage/people/organizations.hpp"

namespace fingertip::storage::organizations {

namespace {

#define ORGANIZATION_COLUMNS                                                                                           \
    "id, code, name, level, coalesce(parent_id, 0), coalesce(model, ''), path FROM organizations "

constexpr Sql by_id{"organizations.find", "SELECT " ORGANIZATION_COLUMNS "WHERE id = $1"};
constexpr Sql by_code{"organizations.find_by_code", "SELECT " ORGANIZATION_COLUMNS "WHERE code = $1"};
constexpr Sql below{"organizations.subtree",
                    "SELECT " ORGANIZATION_COLUMNS "WHERE path >= $1 AND path < $1 || '~' ORDER BY path LIMIT $2"};
// The path needs the row's own number: until it is known the code keeps it unique.
constexpr Sql insert{"organizations.add", R"sql(
    INSERT INTO organizations (code, name, level, parent_id, model, path) VALUES ($1, $2, $3, $4, $5, 'new ' || $1) RETURNING id
)sql"};
constexpr Sql set_path{"organizations.set_path", R"sql(
    UPDATE organizations SET path = coalesce((SELECT p.path FROM organizations p WHERE p.id = organizations.parent_id), '/') || id || '/'
    WHERE id = $1 RETURNING path
)sql"};
constexpr Sql change{"organizations.update", R"sql(
    UPDATE organizations SET name = $2, level = $3, parent_id = $4, model = $5 WHERE id = $1
)sql"};
constexpr Sql set_code{"organizations.recode", "UPDATE organizations SET code = $2 WHERE id = $1"};
constexpr Sql move_below{"organizations.move", R"sql(
    UPDATE organizations SET path = $2 || substr(path, length($1) + 1) WHERE path > $1 AND path < $1 || '~'
)sql"};

Organization read(const Rows& rows)
{
    return {OrganizationId{rows.integer(0)}, rows.text(1), rows.text(2), rows.text(3),
            OrganizationId{rows.integer(4)}, rows.text(5), rows.text(6)};
}

std::optional<Organization> first(Rows rows)
{
    return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::string place(Tx& tx, OrganizationId id)
{
    auto rows = tx.change(set_path, {id.value});
    return rows.next() ? rows.text(0) : "";
}

Value maybe(const std::string& text)
{
    return text.empty() ? Value{nullptr} : Value{text};
}
Value maybe(OrganizationId id)
{
    return id ? Value{id.value} : Value{nullptr};
}

} // namespace

std::optional<Organization> find(ReadTx& tx, OrganizationId id)
{
    return first(tx.query(by_id, {id.value}));
}
std::optional<Organization> find_by_code(ReadTx& tx, std::string_view code)
{
    return first(tx.query(by_code, {code}));
}

std::string name(ReadTx& tx, OrganizationId id)
{
    const auto found = find(tx, id);
    return found ? found->name : "";
}

std::vector<Organization> subtree(ReadTx& tx, std::string_view path, int most)
{
    std::vector<Organization> found;
    auto rows = tx.query(below, {path, most});
    while (rows.next())
        found.push_back(read(rows));
    return found;
}

OrganizationId add(Tx& tx, const Organization& organization)
{
    OrganizationId id;
    {
        auto rows = tx.change(insert, {organization.code, organization.name, organization.level,
                                       maybe(organization.parent), maybe(organization.model)});
        rows.next();
        id = OrganizationId{rows.integer(0)};
    }
    place(tx, id);
    return id;
}

void recode(Tx& tx, OrganizationId id, std::string_view code)
{
    tx.execute(set_code, {id.value, code});
}

void update(Tx& tx, const Organization& organization)
{
    const auto before = find(tx, organization.id);
    tx.execute(change, {organization.id.value, organization.name, organization.level, maybe(organization.parent),
                        maybe(organization.model)});
    const auto path = place(tx, organization.id);
    if (before && before->path != path)
        tx.execute(move_below, {before->path, path});
}

} // namespace fingertip::storage::organizations

#include "bot/operations/book_operations.hpp"
#include "bot/roster/organizations_file.hpp"
#include "storage/audit.hpp"

namespace fingertip::bot {

namespace {

using namespace roster;
using storage::Organization;
namespace organizations = storage::organizations;

constexpr int most_organizations = 200'000;

struct Counts
{
    int added = 0;
    int changed = 0;
    int same = 0;
};

/// Books that `init` began have one organisation for the first administrator to stand in. The first file puts its own
/// topmost one in its place, so that the administrator is above everything. Returns the code that takes over; empty:
/// none.
std::string adopts_root(const std::vector<OrganizationLine>& lines, const std::map<std::string, Organization>& stored)
{
    if (stored.size() != 1 || stored.begin()->first != first_root_code)
        return {};
    std::string top;
    for (const auto& line : lines) {
        if (line.code == first_root_code || (line.parent_code.empty() && !top.empty()))
            return {};
        if (line.parent_code.empty())
            top = line.code;
    }
    return top;
}

/// The stored organisations as they are once the adoption is done.
std::map<std::string, Organization> adopted(std::map<std::string, Organization> stored, const std::string& code)
{
    if (!code.empty()) {
        auto root = stored.extract(first_root_code);
        root.key() = code;
        root.mapped().code = code;
        stored.insert(std::move(root));
    }
    return stored;
}

std::map<std::string, Organization> by_code(storage::ReadTx& tx)
{
    std::map<std::string, Organization> found;
    for (auto& organization : organizations::subtree(tx, "/", most_organizations))
        found.emplace(organization.code, std::move(organization));
    return found;
}

/// Only organisations that differ are written. Parents come first, so their place is known.
Counts take_over(storage::Tx& tx, const std::vector<OrganizationLine>& lines, storage::Time now)
{
    auto stored = by_code(tx);
    if (const auto code = adopts_root(lines, stored); !code.empty()) {
        organizations::recode(tx, stored.at(first_root_code).id, code);
        stored = adopted(std::move(stored), code);
    }
    Counts counts;
    for (const auto& line : lines) {
        Organization organization{{}, line.code, line.name, line.level, {}, line.model, {}};
        if (!line.parent_code.empty())
            organization.parent = stored.at(line.parent_code).id;
        const auto found = stored.find(line.code);
        if (found == stored.end()) {
            organization.id = organizations::add(tx, organization);
            ++counts.added;
        } else {
            organization.id = found->second.id;
            const auto& old = found->second;
            if (old.name == organization.name && old.level == organization.level && old.parent == organization.parent &&
                old.model == organization.model) {
                ++counts.same;
                continue;
            }
            organizations::update(tx, organization);
            ++counts.changed;
        }
        stored[line.code] = organization;
    }
    if (counts.added + counts.changed > 0)
        storage::audit::note(tx, {}, "organizations_imported", {}, 0,
                             "added " + std::to_string(counts.added) + " changed " + std::to_string(counts.changed),
                             now);
    return counts;
}

Counts compare(const std::vector<OrganizationLine>& lines, const std::map<std::string, Organization>& stored)
{
    std::map<std::int64_t, std::string> codes;
    for (const auto& [code, organization] : stored)
        codes[organization.id.value] = code;
    Counts counts;
    for (const auto& line : lines) {
        const auto found = stored.find(line.code);
        if (found == stored.end()) {
            ++counts.added;
            continue;
        }
        const auto& old = found->second;
        const auto parent = old.parent ? codes[old.parent.value] : "";
        const bool same =
            old.name == line.name && old.level == line.level && old.model == line.model && parent == line.parent_code;
        ++(same ? counts.same : counts.changed);
    }
    return counts;
}

} // namespace

BookAnswer import_organizations(Books& books, const BookRequest& request)
{
    const auto format = request.option("format");
    Complaints complaints;
    const auto read = tables::read_table(request.input);
    if (const auto* error = std::get_if<tables::TableError>(&read)) {
        complaints.add(error->line, error->column ? "column " + std::to_string(error->column) : "", error->detail);
        return complaints.refuse(format);
    }
    const auto lines = read_organizations(std::get<tables::Table>(read), complaints);
    std::map<std::string, Organization> stored;
    books.database.read_now([&](storage::ReadTx& tx) { stored = by_code(tx); });
    stored = adopted(stored, adopts_root(lines, stored));
    const auto ordered = order_tree(lines, stored, complaints);
    if (!complaints.empty())
        return complaints.refuse(format);

    Counts counts = compare(ordered, stored);
    std::string absent;
    int absent_count = 0;
    for (const auto& line : ordered)
        stored.erase(line.code);
    for (const auto& [code, organization] : stored)
        if (++absent_count <= 200)
            absent += (absent.empty() ? "" : ", ") + code;
    const bool dry = request.option("dry-run") == "yes";
    if (!dry && counts.added + counts.changed > 0)
        books.database.write_now([&](storage::Tx& tx) { counts = take_over(tx, ordered, books.clock()); });
    BookAnswer answer;
    answer.output = "organizations: " + std::to_string(counts.added) + " new, " + std::to_string(counts.changed) +
                    " changed, " + std::to_string(counts.same) + " as before" +
                    (dry ? "; a dry run: nothing was written\n" : "\n");
    if (absent_count > 0)
        answer.output += "not in this file, left as they are: " + std::to_string(absent_count) + " (" + absent +
                         (absent_count > 200 ? ", …" : "") + ")\n";
    return answer;
}

} // namespace fingertip::bot

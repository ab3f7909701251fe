#include "bot/roster/organizations_file.hpp"

#include "bot/roster/words.hpp"
#include "bot/tables/columns.hpp"

#include <array>
#include <set>

namespace fingertip::bot::roster {

namespace {

enum ColumnOf : std::size_t
{
    code,
    name,
    level,
    parent_code,
    model
};
constexpr std::array<tables::Column, 5> columns{{
    {"code", "编码", true},
    {"name", "名称", true},
    {"level", "层级", true},
    {"parent_code", "上级编码", true},
    {"model", "组建模式", false},
}};

constexpr std::size_t most_code_bytes = 64;
constexpr std::size_t most_name_bytes = 300;

int rank(std::string_view level)
{
    return level == "committee" ? 0 : level == "general_branch" ? 1 : level == "branch" ? 2 : 3;
}

/// An organisation as it will be once the file is in.
struct Node
{
    std::string level;
    std::string parent_code;
    int line = 0; ///< 0: stored, not in the file
};

/// Whether what has this level may stand directly below that one: a committee below a committee, else always lower.
bool fits_below(std::string_view level, std::string_view above)
{
    return rank(level) > rank(above) || (level == "committee" && above == "committee");
}

} // namespace

std::vector<OrganizationLine> read_organizations(const tables::Table& table, Complaints& complaints)
{
    const auto map = tables::map_columns(table.header, columns);
    for (const auto& missing : map.missing)
        complaints.add(table.header.number, missing, "the file has no such column");
    for (const auto& twice : map.twice)
        complaints.add(table.header.number, twice, "the column is there twice");
    std::vector<OrganizationLine> lines;
    if (!complaints.empty())
        return lines;
    std::map<std::string, int> first_lines;
    for (const auto& row : table.lines) {
        const auto cell = [&](ColumnOf column) -> const std::string& { return map.cell(row, column); };
        OrganizationLine line{row.number, cell(code), cell(name), {}, cell(parent_code), {}};
        if (line.code.empty() || line.code.size() > most_code_bytes)
            complaints.add(row.number, "code", line.code.empty() ? "there is no code" : "the code is too long");
        else if (const auto [at, fresh] = first_lines.emplace(line.code, row.number); !fresh)
            complaints.add(row.number, "code",
                           "the code " + line.code + " is on line " + std::to_string(at->second) + " already");
        if (line.name.empty() || line.name.size() > most_name_bytes)
            complaints.add(row.number, "name", line.name.empty() ? "there is no name" : "the name is too long");
        if (const auto found = level_from(cell(level)))
            line.level = *found;
        else
            complaints.add(row.number, "level", "'" + cell(level) + "' is no level (" + levels() + ")");
        if (!cell(model).empty()) {
            if (const auto found = model_from(cell(model)))
                line.model = *found;
            else
                complaints.add(row.number, "model", "'" + cell(model) + "' is no model (" + models() + ")");
        }
        lines.push_back(std::move(line));
    }
    if (table.lines.empty())
        complaints.add(0, "", "the file has a header and nothing below it");
    return lines;
}

std::vector<OrganizationLine> order_tree(const std::vector<OrganizationLine>& lines,
                                         const std::map<std::string, storage::Organization>& stored,
                                         Complaints& complaints)
{
    std::map<std::int64_t, std::string> codes;
    for (const auto& [stored_code, organization] : stored)
        codes[organization.id.value] = stored_code;
    std::map<std::string, Node> nodes;
    for (const auto& [stored_code, organization] : stored)
        nodes[stored_code] = {organization.level, organization.parent ? codes[organization.parent.value] : "", 0};
    std::map<std::string, const OrganizationLine*> by_code;
    for (const auto& line : lines) {
        nodes[line.code] = {line.level, line.parent_code, line.line};
        by_code.emplace(line.code, &line);
    }
    for (const auto& [own_code, node] : nodes) {
        if (node.parent_code.empty())
            continue;
        const auto parent = nodes.find(node.parent_code);
        if (parent == nodes.end()) {
            complaints.add(node.line, "parent_code",
                           "there is no organisation " + node.parent_code + ", neither in the file nor in the books");
        } else if (!node.level.empty() && !parent->second.level.empty() &&
                   !fits_below(node.level, parent->second.level)) {
            // Told on the line that makes it so: the lower one's, or, when only the upper one changes, that one's.
            complaints.add(node.line ? node.line : parent->second.line, node.line ? "parent_code" : "level",
                           own_code + " (" + node.level + ") cannot stand below " + node.parent_code + " (" +
                               parent->second.level + ")");
        }
    }
    std::vector<OrganizationLine> ordered;
    std::map<std::string, int> state; // 1 being walked, 2 done
    for (const auto& line : lines) {
        std::vector<std::string> way;
        for (std::string at = line.code; !at.empty() && state[at] != 2;) {
            if (state[at] == 1) {
                complaints.add(line.line, "parent_code", "going up from " + line.code + " leads in a circle at " + at);
                break;
            }
            state[at] = 1;
            way.push_back(at);
            const auto node = nodes.find(at);
            at = node == nodes.end() ? "" : node->second.parent_code;
        }
        for (auto at = way.rbegin(); at != way.rend(); ++at) {
            state[*at] = 2;
            if (const auto found = by_code.find(*at); found != by_code.end())
                ordered.push_back(*found->second);
        }
    }
    return ordered;
}

} // namespace fingertip::bot::roster

#include "bot/tables/columns.hpp"

#include "bot/tables/csv.hpp"

#include <algorithm>

namespace fingertip::bot::tables {

namespace {

/// The word of a header as it is compared.
std::string plain(std::string_view header)
{
    for (const std::string_view bracket : {"(", "（", "["})
        if (const auto at = header.find(bracket); at != std::string_view::npos && at > 0)
            header = header.substr(0, at);
    header = without_blanks(header);
    while (header.ends_with('*') || header.starts_with('*'))
        header = without_blanks(header.ends_with('*') ? header.substr(0, header.size() - 1) : header.substr(1));
    std::string word{header};
    for (char& c : word)
        c = c == ' ' || c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return word;
}

} // namespace

const std::string& ColumnMap::cell(const Line& line, std::size_t column) const
{
    static const std::string nothing;
    const auto place = places[column];
    return place >= 0 && static_cast<std::size_t>(place) < line.cells.size()
               ? line.cells[static_cast<std::size_t>(place)]
               : nothing;
}

ColumnMap map_columns(const Line& header, std::span<const Column> columns)
{
    ColumnMap map;
    map.places.assign(columns.size(), -1);
    for (std::size_t place = 0; place < header.cells.size(); ++place) {
        const auto word = plain(header.cells[place]);
        if (word.empty())
            continue;
        const auto found = std::ranges::find_if(
            columns, [&](const Column& column) { return word == column.english || word == column.chinese; });
        if (found == columns.end())
            map.unknown.push_back(header.cells[place]);
        else if (auto& at = map.places[static_cast<std::size_t>(found - columns.begin())]; at >= 0)
            map.twice.push_back(header.cells[place]);
        else
            at = static_cast<int>(place);
    }
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].required && !map.has(i))
            map.missing.push_back(std::string{columns[i].english} + " (" + std::string{columns[i].chinese} + ")");
    return map;
}

} // namespace fingertip::bot::tables

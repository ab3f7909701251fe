#include "bot/operations/rows.hpp"

#include "bot/tables/csv.hpp"
#include "storage/json.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <ostream>
#include <string_view>

namespace fingertip::bot {
namespace {

std::string text_of(const Cell& cell)
{
    if (const auto* text = std::get_if<std::string>(&cell))
        return *text;
    if (const auto* number = std::get_if<long long>(&cell))
        return std::to_string(*number);
    if (const auto* flag = std::get_if<bool>(&cell))
        return *flag ? "true" : "false";
    return {};
}

/// Columns that a terminal uses for one character.
int width_of(UChar32 character)
{
    switch (u_charType(character)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
        return 0;
    default:
        break;
    }
    const auto kind = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
    return kind == U_EA_WIDE || kind == U_EA_FULLWIDTH ? 2 : 1;
}

struct Shown
{
    std::string text;
    int width = 0;
};

/// The text as a terminal may show it: one line, no control or direction characters, no invalid UTF-8.
Shown shown(std::string_view text)
{
    Shown result;
    for (std::int32_t at = 0, size = static_cast<std::int32_t>(text.size()); at < size;) {
        const auto start = at;
        UChar32 character;
        U8_NEXT(text.data(), at, size, character);
        if (character < 0) {
            result.text += "\xEF\xBF\xBD";
            result.width += 1;
        } else if (u_iscntrl(character) || u_charType(character) == U_FORMAT_CHAR ||
                   u_charType(character) == U_LINE_SEPARATOR || u_charType(character) == U_PARAGRAPH_SEPARATOR) {
            result.text += ' ';
            result.width += 1;
        } else {
            result.text.append(text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(at - start)));
            result.width += width_of(character);
        }
    }
    return result;
}

void print_table(std::ostream& out, const Rows& rows)
{
    std::vector<std::vector<Shown>> lines(1);
    for (const auto& column : rows.columns)
        lines.front().push_back(shown(column));
    for (const auto& row : rows.rows) {
        auto& line = lines.emplace_back();
        for (const auto& cell : row)
            line.push_back(shown(text_of(cell)));
    }
    std::vector<int> widths(rows.columns.size(), 0);
    for (const auto& line : lines)
        for (std::size_t i = 0; i < line.size() && i < widths.size(); ++i)
            widths[i] = std::max(widths[i], line[i].width);
    for (const auto& line : lines) {
        std::string text;
        for (std::size_t i = 0; i < line.size(); ++i) {
            text += line[i].text;
            if (i + 1 < line.size())
                text.append(static_cast<std::size_t>(widths[i] - line[i].width + 2), ' ');
        }
        text.erase(text.find_last_not_of(' ') + 1);
        out << text << '\n';
    }
}

std::string csv_cell(const Cell& cell)
{
    return std::holds_alternative<std::string>(cell) ? tables::csv_text(std::get<std::string>(cell)) : text_of(cell);
}

void print_csv(std::ostream& out, const Rows& rows)
{
    for (std::size_t i = 0; i < rows.columns.size(); ++i)
        out << (i ? "," : "") << tables::csv_text(rows.columns[i]);
    out << "\r\n";
    for (const auto& row : rows.rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            out << (i ? "," : "") << csv_cell(row[i]);
        out << "\r\n";
    }
}

void print_json(std::ostream& out, const Rows& rows)
{
    storage::JsonWriter json;
    json.array();
    for (const auto& row : rows.rows) {
        json.object();
        for (std::size_t i = 0; i < row.size() && i < rows.columns.size(); ++i) {
            json.key(rows.columns[i]);
            if (std::holds_alternative<std::monostate>(row[i]))
                json.value(nullptr);
            else if (const auto* text = std::get_if<std::string>(&row[i]))
                json.value(*text);
            else if (const auto* number = std::get_if<long long>(&row[i]))
                json.value(*number);
            else
                json.value(std::get<bool>(row[i]));
        }
        json.end();
    }
    json.end();
    out << json.take() << '\n';
}

} // namespace

void print_rows(std::ostream& out, const std::string& format, const Rows& rows)
{
    if (format == "csv")
        print_csv(out, rows);
    else if (format == "json")
        print_json(out, rows);
    else
        print_table(out, rows);
}

} // namespace fingertip::bot

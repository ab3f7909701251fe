#include "bot/tables/csv.hpp"

#include "bot/tables/encoding.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace fingertip::bot::tables {

namespace {

constexpr std::string_view full_width_comma = "，";
constexpr std::array<std::string_view, 4> delimiters{",", ";", "\t", full_width_comma};

TableError error(std::string code, int line, int column, std::string detail)
{
    return {std::move(code), line, column, std::move(detail)};
}

/// The delimiter that the first line that holds anything has most of, quoted fields aside.
std::string_view delimiter_of(std::string_view text)
{
    std::array<std::size_t, delimiters.size()> counts{};
    bool quoted = false;
    std::size_t line = 0; // where it begins
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"')
            quoted = !quoted;
        else if (!quoted && (text[at] == '\n' || text[at] == '\r')) {
            if (!without_blanks(text.substr(line, at - line)).empty())
                break;
            line = at + 1;
            counts = {};
        } else if (!quoted)
            for (std::size_t i = 0; i < delimiters.size(); ++i)
                counts[i] += text.substr(at).starts_with(delimiters[i]);
    }
    // The full-width comma may stand inside a Chinese header: it counts only where nothing else parts the fields.
    const auto best = std::max_element(counts.begin(), counts.end() - 1);
    if (*best == 0 && counts.back() > 0)
        return delimiters.back();
    return delimiters[static_cast<std::size_t>(best - counts.begin())];
}

/// Walks over the text once and hands out fields.
class Reader
{
public:
    Reader(std::string_view text, const TableLimits& limits)
        : text_{text}, limits_{limits}, delimiter_{delimiter_of(text)}
    {
    }

    std::variant<Table, TableError> read()
    {
        Table table;
        while (at_ < text_.size()) {
            Line line{number_, {}};
            if (auto wrong = read_line(line))
                return *wrong;
            while (!line.cells.empty() && line.cells.back().empty())
                line.cells.pop_back();
            if (line.cells.empty())
                continue;
            if (table.header.cells.empty()) {
                table.header = std::move(line);
                continue;
            }
            if (table.lines.size() == limits_.lines)
                return error("too_many_rows", line.number, 0,
                             "more than " + std::to_string(limits_.lines) + " rows; split the file");
            table.lines.push_back(std::move(line));
        }
        if (table.header.cells.empty())
            return error("empty", 0, 0, "the file has no header row");
        return table;
    }

private:
    std::optional<TableError> read_line(Line& line)
    {
        for (;;) {
            std::string cell;
            if (at_ < text_.size() && text_[at_] == '"') {
                if (auto wrong = read_quoted(cell, line))
                    return wrong;
            } else {
                const auto begin = at_;
                while (at_ < text_.size() && !at_line_end() && !at_delimiter())
                    ++at_;
                cell = text_.substr(begin, at_ - begin);
            }
            if (cell.size() > limits_.cell_bytes)
                return error("too_large", line.number, static_cast<int>(line.cells.size()) + 1, "the cell is too long");
            if (line.cells.size() == limits_.columns)
                return error("too_many_columns", line.number, 0,
                             "more than " + std::to_string(limits_.columns) + " columns");
            std::string_view kept = without_blanks(cell);
            if (kept.size() > 1 && kept.front() == '\'' && begins_a_formula(kept.substr(1)))
                kept = without_blanks(kept.substr(1));
            line.cells.emplace_back(kept);
            if (at_ < text_.size() && at_delimiter()) {
                at_ += delimiter_.size();
                continue;
            }
            end_line();
            return std::nullopt;
        }
    }

    /// At an opening quote; afterwards at what follows the closing one.
    std::optional<TableError> read_quoted(std::string& cell, const Line& line)
    {
        const int column = static_cast<int>(line.cells.size()) + 1;
        const int first_line = number_;
        bool closed = false;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '"') {
                ++at_;
                closed = at_ == text_.size() || text_[at_] != '"';
                if (closed)
                    break;
            } else if (text_[at_] == '\n' || (text_[at_] == '\r' && !text_.substr(at_ + 1).starts_with('\n'))) {
                ++number_;
            }
            cell += text_[at_];
            if (cell.size() > limits_.cell_bytes)
                return error("quotes", first_line, column, "a quote is opened here and not closed for very long");
        }
        if (!closed)
            return error("quotes", first_line, column, "a quote is opened here and never closed");
        if (at_ < text_.size() && !at_line_end() && !at_delimiter())
            return error("quotes", first_line, column,
                         "text stands behind the closing quote; double quotes inside a cell");
        return std::nullopt;
    }

    bool at_line_end() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
    bool at_delimiter() const { return text_.substr(at_).starts_with(delimiter_); }
    void end_line()
    {
        if (text_.substr(std::min(at_, text_.size())).starts_with("\r\n"))
            ++at_;
        ++at_;
        ++number_;
    }

    std::string_view text_;
    const TableLimits& limits_;
    std::string_view delimiter_;
    std::size_t at_ = 0;
    int number_ = 1;
};

} // namespace

std::string_view without_blanks(std::string_view text)
{
    constexpr std::array<std::string_view, 7> blanks{" ", "\t", "\r", "\n", "\u3000", "\u00A0", "\uFEFF"};
    for (bool found = true; found;) {
        found = false;
        for (const auto blank : blanks) {
            if (text.starts_with(blank)) {
                text.remove_prefix(blank.size());
                found = true;
            }
            if (text.ends_with(blank)) {
                text.remove_suffix(blank.size());
                found = true;
            }
        }
    }
    return text;
}

bool begins_a_formula(std::string_view text)
{
    constexpr std::array<std::string_view, 10> starts{"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    return std::any_of(starts.begin(), starts.end(), [&](auto start) { return text.starts_with(start); });
}

std::string csv_text(std::string_view text)
{
    std::string field;
    if (begins_a_formula(text))
        field += '\'';
    field += text;
    if (field.find_first_of(",\"\r\n;\t") == std::string::npos && field.find(full_width_comma) == std::string::npos)
        return field;
    std::string quoted = "\"";
    for (const char c : field) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::variant<Table, TableError> read_csv(std::string_view bytes, const TableLimits& limits)
{
    if (bytes.size() > limits.bytes)
        return error("too_large", 0, 0, "the file is too large; split it");
    const auto text = to_utf8(bytes);
    if (!text)
        return error("encoding", 0, 0, "the file is neither UTF-8 nor GB18030 text; save it as CSV (UTF-8) or XLSX");
    return Reader{*text, limits}.read();
}

} // namespace fingertip::bot::tables

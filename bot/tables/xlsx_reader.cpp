#include "bot/tables/xlsx_reader.hpp"

#include "bot/tables/csv.hpp"
#include "bot/tables/encoding.hpp"

#include <pugixml.hpp>
#include <zip.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>

namespace fingertip::bot::tables {

namespace {

constexpr zip_int64_t most_entries = 1000;
constexpr int most_rows = 1'048'576;    ///< that a sheet can have
constexpr std::size_t most_ratio = 200; ///< inflated to packed; a sheet of equal rows reaches about 100

struct CloseArchive
{
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseFile
{
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

TableError broken(std::string detail)
{
    return {"not_a_workbook", 0, 0, std::move(detail)};
}
TableError too_large()
{
    return {"too_large", 0, 0, "the workbook inflates to more than it may; split it, or save it as CSV"};
}

/// An opened workbook: parts by name, within what is left to inflate.
class Parts
{
public:
    Parts(std::string_view bytes, std::size_t most) : left_{most}
    {
        zip_error_t error;
        zip_error_init(&error);
        auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
        if (source) {
            archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
            if (!archive_)
                zip_source_free(source);
        }
        zip_error_fini(&error);
    }

    bool opened() const { return archive_ && zip_get_num_entries(archive_.get(), 0) <= most_entries; }
    bool exhausted() const { return exhausted_; }

    /// The bytes of a part; empty: not there, unreadable, or too much (exhausted() tells).
    std::optional<std::string> read(const std::string& name)
    {
        zip_stat_t stat;
        if (zip_stat(archive_.get(), name.c_str(), 0, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE) ||
            !(stat.valid & ZIP_STAT_COMP_SIZE))
            return std::nullopt;
        if (stat.size > left_ || stat.size > (stat.comp_size + 1024) * most_ratio) {
            exhausted_ = true;
            return std::nullopt;
        }
        const std::unique_ptr<zip_file_t, CloseFile> file{zip_fopen_index(archive_.get(), stat.index, 0)};
        if (!file)
            return std::nullopt;
        std::string content(stat.size, '\0');
        const auto got = zip_fread(file.get(), content.data(), content.size());
        if (got < 0 || static_cast<std::size_t>(got) != content.size())
            return std::nullopt;
        left_ -= content.size();
        return content;
    }

private:
    std::unique_ptr<zip_t, CloseArchive> archive_;
    std::size_t left_;
    bool exhausted_ = false;
};

std::string_view local(const char* name)
{
    const std::string_view all{name};
    const auto colon = all.find(':');
    return colon == std::string_view::npos ? all : all.substr(colon + 1);
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view name)
{
    for (const auto inner : node.children())
        if (local(inner.name()) == name)
            return inner;
    return {};
}

/// The text of a shared or inline string: plain, or in runs; readings above the line (rPh) are no part of it.
std::string text_of(const pugi::xml_node& node)
{
    std::string text;
    for (const auto inner : node.children()) {
        if (local(inner.name()) == "t")
            text += inner.text().get();
        else if (local(inner.name()) == "r")
            text += child(inner, "t").text().get();
    }
    return text;
}

/// "BC12" -> 54; 0: no such reference.
std::size_t column_of(std::string_view reference)
{
    std::size_t column = 0;
    for (const char c : reference) {
        if (c < 'A' || c > 'Z' || column > 20'000)
            break;
        column = column * 26 + static_cast<std::size_t>(c - 'A') + 1;
    }
    return column;
}

/// "1.3800001234E10" -> "13800001234": whole numbers without point or exponent, others as they are.
std::string plain_number(std::string_view raw)
{
    double number = 0;
    const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
    if (error != std::errc{} || end != raw.data() + raw.size() || std::fabs(number) >= 1e15 ||
        number != std::floor(number))
        return std::string{raw};
    return std::to_string(static_cast<long long>(number));
}

/// The path of the first sheet, as the workbook and its relations say.
std::string first_sheet(const pugi::xml_document& workbook, const std::optional<std::string>& relations)
{
    std::string id;
    const auto sheets = child(workbook.document_element(), "sheets");
    for (const auto attribute : child(sheets, "sheet").attributes())
        if (local(attribute.name()) == "id" && std::strchr(attribute.name(), ':'))
            id = attribute.value();
    pugi::xml_document links;
    if (relations && links.load_buffer(relations->data(), relations->size()))
        for (const auto link : links.document_element().children())
            if (id == link.attribute("Id").value()) {
                const std::string target = link.attribute("Target").value();
                return target.starts_with('/') ? target.substr(1) : "xl/" + target;
            }
    return "xl/worksheets/sheet1.xml";
}

class SheetReader
{
public:
    SheetReader(const std::vector<std::string>& shared, const TableLimits& limits) : shared_{shared}, limits_{limits} {}

    std::variant<Table, TableError> read(const pugi::xml_document& sheet)
    {
        Table table;
        int number = 0;
        for (const auto row : child(sheet.document_element(), "sheetData").children()) {
            if (local(row.name()) != "row")
                continue;
            // Rows ascend; a number that does not, or that no sheet has, is not taken for one.
            const auto said = row.attribute("r").as_int();
            number = said > number && said <= most_rows ? said : number + 1;
            Line line{number, {}};
            if (auto wrong = read_row(row, line))
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
                return TableError{"too_many_rows", number, 0,
                                  "more than " + std::to_string(limits_.lines) + " rows; split the file"};
            table.lines.push_back(std::move(line));
        }
        if (table.header.cells.empty())
            return TableError{"empty", 0, 0, "the first sheet has no header row"};
        return table;
    }

private:
    std::optional<TableError> read_row(const pugi::xml_node& row, Line& line) const
    {
        for (const auto cell : row.children()) {
            if (local(cell.name()) != "c")
                continue;
            auto column = column_of(cell.attribute("r").value());
            if (column == 0)
                column = line.cells.size() + 1;
            auto text = text_in(cell);
            if (text.empty())
                continue;
            if (column > limits_.columns)
                return TableError{"too_many_columns", line.number, static_cast<int>(column),
                                  "more than " + std::to_string(limits_.columns) + " columns"};
            if (text.size() > limits_.cell_bytes)
                return TableError{"too_large", line.number, static_cast<int>(column), "the cell is too long"};
            if (!is_utf8(text)) // the parser takes any bytes
                return TableError{"encoding", line.number, static_cast<int>(column),
                                  "the cell's text is damaged; save the workbook again"};
            if (line.cells.size() < column)
                line.cells.resize(column);
            line.cells[column - 1] = std::move(text);
        }
        return std::nullopt;
    }

    std::string text_in(const pugi::xml_node& cell) const
    {
        const std::string_view type = cell.attribute("t").value();
        if (type == "inlineStr")
            return std::string{without_blanks(text_of(child(cell, "is")))};
        const std::string_view raw = child(cell, "v").text().get();
        if (type == "s") {
            std::size_t index = shared_.size();
            std::from_chars(raw.data(), raw.data() + raw.size(), index);
            return index < shared_.size() ? shared_[index] : std::string{};
        }
        if (type == "b")
            return raw == "1" ? "true" : "false";
        if (type == "e")
            return {};
        if (type == "str" || type == "d")
            return std::string{without_blanks(raw)};
        return plain_number(raw);
    }

    const std::vector<std::string>& shared_;
    const TableLimits& limits_;
};

} // namespace

std::variant<Table, TableError> read_xlsx(std::string_view bytes, const TableLimits& limits)
{
    Parts parts{bytes, limits.bytes};
    if (!parts.opened())
        return broken("the file is no readable workbook; save it again as XLSX, or as CSV");
    const auto book = parts.read("xl/workbook.xml");
    pugi::xml_document workbook;
    if (!book || !workbook.load_buffer(book->data(), book->size()))
        return parts.exhausted() ? too_large() : broken("the file is no workbook; save it again as XLSX, or as CSV");
    std::vector<std::string> shared;
    if (const auto strings = parts.read("xl/sharedStrings.xml")) {
        pugi::xml_document document;
        if (!document.load_buffer(strings->data(), strings->size(), pugi::parse_default | pugi::parse_ws_pcdata))
            return broken("the workbook's texts are damaged");
        for (const auto item : document.document_element().children())
            if (local(item.name()) == "si")
                shared.emplace_back(without_blanks(text_of(item)));
    }
    const auto path = first_sheet(workbook, parts.read("xl/_rels/workbook.xml.rels"));
    auto content = parts.read(path);
    if (parts.exhausted())
        return too_large();
    pugi::xml_document sheet;
    if (!content || !sheet.load_buffer_inplace(content->data(), content->size()))
        return broken("the workbook's first sheet cannot be read");
    auto table = SheetReader{shared, limits}.read(sheet);
    const auto date1904 = child(workbook.document_element(), "workbookPr").attribute("date1904");
    if (auto* good = std::get_if<Table>(&table))
        good->counts_from_1904 = date1904.as_bool();
    return table;
}

} // namespace fingertip::bot::tables

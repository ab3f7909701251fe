#include "bot/tables/xlsx_writer.hpp"

#include <xlsxwriter.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace fingertip::bot::tables {

namespace {

constexpr std::size_t most_characters = 32'767; ///< of one cell, the format's own limit

/// A file that only this user can read, gone with the object.
class TemporaryFile
{
public:
    TemporaryFile()
    {
        path_ = (std::filesystem::temp_directory_path() / "fingertip-XXXXXX").string();
        const int file = ::mkstemp(path_.data());
        if (file < 0)
            throw std::runtime_error{"no temporary file can be made in " +
                                     std::filesystem::temp_directory_path().string() + " for the workbook"};
        ::close(file);
    }
    ~TemporaryFile()
    {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// The library writes bytes as they come: what XML cannot hold would spoil the workbook.
std::string for_a_cell(const std::string& text)
{
    std::string kept;
    std::size_t characters = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 && c != '\t' && c != '\n')
            continue;
        if ((byte & 0xC0) != 0x80 && ++characters > most_characters)
            break;
        kept += c;
    }
    return kept;
}

class XlsxWriter final : public TableWriter
{
public:
    explicit XlsxWriter(const std::vector<std::string>& columns)
    {
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        book_ = workbook_new_opt(file_.path().c_str(), &options);
        sheet_ = book_ ? workbook_add_worksheet(book_, nullptr) : nullptr;
        if (!sheet_)
            throw std::runtime_error{"the workbook cannot be begun"};
        std::vector<Cell> header{columns.begin(), columns.end()};
        row(header);
    }
    ~XlsxWriter() override
    {
        if (book_)
            workbook_close(book_);
    }

    void row(const std::vector<Cell>& cells) override
    {
        if (next_ >= LXW_ROW_MAX)
            throw std::runtime_error{"a sheet holds 1,048,576 rows; narrow the export down, or take csv"};
        lxw_col_t column = 0;
        for (const auto& cell : cells) {
            if (const auto* text = std::get_if<std::string>(&cell); text && !text->empty())
                worksheet_write_string(sheet_, next_, column, for_a_cell(*text).c_str(), nullptr);
            else if (const auto* number = std::get_if<long long>(&cell))
                worksheet_write_number(sheet_, next_, column, static_cast<double>(*number), nullptr);
            else if (const auto* flag = std::get_if<bool>(&cell))
                worksheet_write_boolean(sheet_, next_, column, *flag, nullptr);
            ++column;
        }
        ++next_;
    }

    std::string finish() override
    {
        const auto error = workbook_close(book_);
        book_ = nullptr;
        if (error != LXW_NO_ERROR)
            throw std::runtime_error{std::string{"the workbook cannot be written: "} + lxw_strerror(error)};
        std::ifstream in{file_.path(), std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

private:
    TemporaryFile file_;
    lxw_workbook* book_ = nullptr;
    lxw_worksheet* sheet_ = nullptr;
    lxw_row_t next_ = 0;
};

} // namespace

std::unique_ptr<TableWriter> make_xlsx_writer(const std::vector<std::string>& columns)
{
    return std::make_unique<XlsxWriter>(columns);
}

} // namespace fingertip::bot::tables

#include "bot/tables/table_writer.hpp"

#include "bot/tables/csv.hpp"
#include "bot/tables/xlsx_writer.hpp"
#include "storage/json.hpp"

namespace fingertip::bot::tables {

namespace {

class CsvWriter final : public TableWriter
{
public:
    explicit CsvWriter(const std::vector<std::string>& columns)
    {
        for (std::size_t i = 0; i < columns.size(); ++i)
            out_ += (i ? "," : "") + csv_text(columns[i]);
        out_ += "\r\n";
    }

    void row(const std::vector<Cell>& cells) override
    {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i)
                out_ += ',';
            if (const auto* text = std::get_if<std::string>(&cells[i]))
                out_ += csv_text(*text);
            else if (const auto* number = std::get_if<long long>(&cells[i]))
                out_ += std::to_string(*number);
            else if (const auto* flag = std::get_if<bool>(&cells[i]))
                out_ += *flag ? "true" : "false";
        }
        out_ += "\r\n";
    }

    std::string finish() override { return std::move(out_); }

private:
    std::string out_ = "\xEF\xBB\xBF";
};

class JsonTableWriter final : public TableWriter
{
public:
    explicit JsonTableWriter(std::vector<std::string> columns) : columns_{std::move(columns)} { json_.array(); }

    void row(const std::vector<Cell>& cells) override
    {
        json_.object();
        for (std::size_t i = 0; i < cells.size(); ++i) {
            json_.key(columns_[i]);
            if (const auto* text = std::get_if<std::string>(&cells[i]))
                json_.value(*text);
            else if (const auto* number = std::get_if<long long>(&cells[i]))
                json_.value(*number);
            else if (const auto* flag = std::get_if<bool>(&cells[i]))
                json_.value(*flag);
            else
                json_.value(nullptr);
        }
        json_.end();
    }

    std::string finish() override
    {
        json_.end();
        return json_.take() + '\n';
    }

private:
    std::vector<std::string> columns_;
    storage::JsonWriter json_;
};

} // namespace

std::unique_ptr<TableWriter> make_table_writer(std::string_view format, std::vector<std::string> columns)
{
    if (format == "csv")
        return std::make_unique<CsvWriter>(columns);
    if (format == "json")
        return std::make_unique<JsonTableWriter>(std::move(columns));
    if (format == "xlsx")
        return make_xlsx_writer(columns);
    return nullptr;
}

} // namespace fingertip::bot::tables

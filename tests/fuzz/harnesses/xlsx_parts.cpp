// A sound archive around unsound parts: mutations of the archive itself (xlsx_file) seldom get past its checksums.

#include "bot/tables/xlsx_reader.hpp"
#include "tests/fuzz/tables.hpp"

#include <zip.h>

#include <memory>
#include <string>

using namespace fingertip::bot::tables;
using namespace fingertip::fuzz;

namespace {

std::string zipped(std::initializer_list<std::pair<const char*, std::string_view>> parts)
{
    auto* const whole = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_source_keep(whole);
    auto* const archive = zip_open_from_source(whole, ZIP_TRUNCATE, nullptr);
    for (const auto& [name, content] : parts) {
        const auto index = zip_file_add(archive, name, zip_source_buffer(archive, content.data(), content.size(), 0),
                                        ZIP_FL_ENC_UTF_8);
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    }
    zip_close(archive);
    zip_source_open(whole);
    zip_source_seek(whole, 0, SEEK_END);
    std::string bytes(static_cast<std::size_t>(zip_source_tell(whole)), '\0');
    zip_source_seek(whole, 0, SEEK_SET);
    zip_source_read(whole, bytes.data(), bytes.size());
    zip_source_close(whole);
    zip_source_free(whole);
    return bytes;
}

/// Input: the sheet, the shared texts, the workbook, its relations; a record separator between them.
void run(std::string_view input)
{
    const auto sheet = take_until(input, '\x1e');
    const auto shared = take_until(input, '\x1e');
    auto workbook = take_until(input, '\x1e');
    const auto relations = take_until(input, '\x1e');
    if (workbook.empty())
        workbook = R"(<workbook xmlns:r="r"><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>)";
    const auto bytes = zipped({{"xl/workbook.xml", workbook},
                               {"xl/worksheets/sheet1.xml", sheet},
                               {"xl/sharedStrings.xml", shared.empty() ? "<sst/>" : shared},
                               {"xl/_rels/workbook.xml.rels", relations}});
    const auto read = read_xlsx(bytes, table_limits);
    read_table_of(read);
}

const Registered registered{"xlsx_parts", run};

} // namespace

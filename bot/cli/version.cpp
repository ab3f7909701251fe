#include "bot/cli/cli.hpp"
#include "bot/operations/rows.hpp"

#include <boost/version.hpp>
#include <hiredis/hiredis.h>
#include <openssl/crypto.h>
#include <png.h>
#include <pugixml.hpp>
#include <qrencode.h>
#include <rapidjson/rapidjson.h>
#include <spdlog/version.h>
#include <toml++/impl/version.h>
#include <unicode/uversion.h>
#include <xlsxwriter.h>
#include <zip.h>

#include <iostream>
#include <memory>

// The engine's own header stays in storage/sqlite; this one function is all that is wanted here.
extern "C" const char* sqlite3_libversion(void);

namespace fingertip::bot::cli {
namespace {

std::string dotted(int major, int minor, int patch)
{
    return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
}

/// Versions as loaded where the library can say so, else as compiled.
Rows versions()
{
    UVersionInfo icu;
    u_getVersion(icu);
    return {.columns = {"part", "version"},
            .rows = {
                {"fingertip", FINGERTIP_VERSION},
                {"commit", std::string{FINGERTIP_COMMIT}.empty() ? "unknown" : FINGERTIP_COMMIT},
                {"boost", dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
                {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)},
                {"sqlite", sqlite3_libversion()},
                {"hiredis", dotted(HIREDIS_MAJOR, HIREDIS_MINOR, HIREDIS_PATCH)},
                {"rapidjson", RAPIDJSON_VERSION_STRING},
                {"pugixml", dotted(PUGIXML_VERSION / 1000, PUGIXML_VERSION / 10 % 100, PUGIXML_VERSION % 10)},
                {"toml++", dotted(TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH)},
                {"spdlog", dotted(SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH)},
                {"icu", dotted(icu[0], icu[1], icu[2])},
                {"qrencode", QRcode_APIVersionString()},
                {"libpng", png_get_libpng_ver(nullptr)},
                {"libzip", zip_libzip_version()},
                {"libxlsxwriter", LXW_VERSION},
            }};
}

} // namespace

Command make_version()
{
    auto format = std::make_shared<std::string>("table");
    return {.name = "version",
            .summary = "version, commit, linked libraries",
            .options = {format_option(*format)},
            .run = [format] {
                print_rows(std::cout, *format, versions());
                return Exit::done;
            }};
}

} // namespace fingertip::bot::cli

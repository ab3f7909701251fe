#include "bot/cli/cli.hpp"

namespace fingertip::bot::cli {

Option config_option(std::string& file)
{
    return {.name = "--config", .meaning = "the configuration", .target = &file, .value_name = "FILE"};
}

Option format_option(std::string& format)
{
    return {.name = "--format",
            .meaning = "how rows are printed",
            .target = &format,
            .one_of = {"table", "csv", "json"},
            .value_name = "FORMAT"};
}

} // namespace fingertip::bot::cli

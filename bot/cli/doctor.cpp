#include "bot/cli/cli.hpp"

#include "bot/operations/doctor.hpp"
#include "bot/operations/rows.hpp"

#include <iostream>
#include <memory>

namespace fingertip::bot::cli {

Command make_doctor()
{
    struct Words
    {
        std::string config = "fingertip.toml";
        std::string format = "table";
    };
    auto words = std::make_shared<Words>();
    return {.name = "doctor",
            .summary =
                "looks at configuration, keys, clock, disk, backups, ports and the platform, and says what to do",
            .options = {config_option(words->config), format_option(words->format)},
            .run = [words] {
                Rows rows{{"what", "state", "found"}, {}};
                bool bad = false;
                for (const auto& finding : examine(load_config(words->config))) {
                    rows.rows.push_back({finding.what, std::string{name(finding.state)}, finding.words});
                    bad |= finding.state == Finding::State::bad;
                }
                print_rows(std::cout, words->format, rows);
                return bad ? Exit::failed : Exit::done;
            }};
}

} // namespace fingertip::bot::cli

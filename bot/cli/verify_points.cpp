#include "bot/cli/cli.hpp"

#include "bot/open_books.hpp"

#include <iostream>
#include <memory>

namespace fingertip::bot::cli {

Command make_verify_points()
{
    auto file = std::make_shared<std::string>("fingertip.toml");
    return {.name = "verify-points",
            .summary = "adds every member's points up anew and names the first whose balance does not fit",
            .options = {config_option(*file)},
            .run = [file] {
                const auto answer = run_on_books(load_config(*file), {"verify-points", {}, {}});
                std::cout << answer.output;
                std::cerr << answer.errors;
                return answer.exit == 0 ? Exit::done : Exit::failed;
            }};
}

} // namespace fingertip::bot::cli

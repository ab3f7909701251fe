#include "bot/cli/cli.hpp"
#include "bot/config.hpp"

#include <iostream>
#include <memory>

namespace fingertip::bot::cli {

Command make_check_config()
{
    auto file = std::make_shared<std::string>("fingertip.toml");
    return {.name = "check-config",
            .summary = "read the configuration, say everything that is wrong with it, print what counts",
            .options = {config_option(*file)},
            .run = [file] {
                const auto config = load_config(*file);
                print(std::cout, config);
                std::cout.flush();
                for (const auto& warning : config.warnings)
                    std::cerr << "warning: " << warning << '\n';
                return Exit::done;
            }};
}

} // namespace fingertip::bot::cli

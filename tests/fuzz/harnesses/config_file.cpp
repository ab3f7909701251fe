#include "bot/config.hpp"
#include "tests/fuzz/harness.hpp"

#include <sstream>

using namespace fingertip::bot;
using namespace fingertip::fuzz;

namespace {

/// Input: an environment variable's name and value, a line each; the file.
void run(std::string_view input)
{
    const std::string variable{take_until(input, '\n')};
    const std::string value{take_until(input, '\n')};
    const Environment environment = [&](const std::string& name) {
        return name == variable ? std::optional{value} : std::nullopt;
    };
    const auto read = [&](std::string_view text) -> std::optional<Config> {
        try {
            return parse_config(text, "fingertip.toml", environment);
        } catch (const ConfigError& error) {
            promise(!error.problems().empty(), "refused without a reason");
            for (const auto& problem : error.problems())
                promise(!problem.empty(), "a problem without words");
            return std::nullopt;
        }
    };
    const auto config = read(input);
    if (!config)
        return;
    promise(!config->platforms.empty() || needs_restart(*config, *config).empty(), "it differs from itself");
    std::ostringstream printed;
    print(printed, *config);
    for (const auto& [name, secret] : config->secrets)
        if (secret.reveal().size() >= 8)
            promise(printed.str().find(secret.reveal()) == std::string::npos, "a secret is printed");
}

const Registered registered{"config_file", run};

} // namespace

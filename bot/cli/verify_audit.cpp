#include "bot/cli/cli.hpp"

#include "bot/open_books.hpp"

#include <iostream>
#include <memory>

namespace fingertip::bot::cli {

Command make_verify_audit()
{
    auto file = std::make_shared<std::string>("fingertip.toml");
    return {.name = "verify-audit",
            .summary = "recomputes the audit log's chain and names the first entry that does not fit",
            .options = {config_option(*file)},
            .run = [file] {
                const auto answer = run_on_books(load_config(*file), {"verify-audit", {}, {}});
                std::cout << answer.output;
                std::cerr << answer.errors;
                return answer.exit == 0 ? Exit::done : Exit::failed;
            }};
}

} // namespace fingertip::bot::cli

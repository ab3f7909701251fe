#include "bot/cli/cli.hpp"
#include "bot/open_books.hpp"

#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>

namespace fingertip::bot::cli {

namespace {

std::string content_of(const std::string& file)
{
    std::ifstream in{file, std::ios::binary};
    if (!in)
        throw std::runtime_error{file + " cannot be read"};
    return {std::istreambuf_iterator<char>{in}, {}};
}

struct Flags
{
    std::string config = "fingertip.toml";
    std::string what;
    std::string file;
    std::string format = "table";
    bool dry_run = false;
};

} // namespace

Command make_import()
{
    auto flags = std::make_shared<Flags>();
    auto format = format_option(flags->format);
    format.meaning = "how faults of the file are printed";
    return {.name = "import",
            .summary = "take a file of organisations or members into the books: all of it or nothing",
            .options = {config_option(flags->config),
                        {.name = "KIND",
                         .meaning = "what the file holds",
                         .target = &flags->what,
                         .required = true,
                         .one_of = {"organizations", "members"}},
                        {.name = "FILE", .meaning = "CSV or XLSX", .target = &flags->file, .required = true},
                        {.name = "--dry-run", .meaning = "only say what would happen", .target = &flags->dry_run},
                        format},
            .run = [flags] {
                BookRequest request{"import-" + flags->what, {{"format", flags->format}}, content_of(flags->file)};
                if (flags->dry_run)
                    request.options["dry-run"] = "yes";
                const auto answer = run_on_books(load_config(flags->config), request);
                std::cout << answer.output;
                std::cerr << answer.errors;
                return answer.exit == 0 ? Exit::done : Exit::failed;
            }};
}

} // namespace fingertip::bot::cli

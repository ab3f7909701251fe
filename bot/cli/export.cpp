#include "bot/cli/cli.hpp"
#include "bot/open_books.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <memory>
#include <stdexcept>

namespace fingertip::bot::cli {

namespace {

struct Flags
{
    std::string config = "fingertip.toml";
    std::string kind;
    std::string from, to, org, meeting, member, reason, output;
    std::string format = "csv";
};

/// A new file that only its owner may read, or an old one with its rights.
void write_file(const std::string& path, const std::string& bytes)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        throw std::runtime_error{path + " cannot be written: " + std::strerror(errno)};
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto wrote = ::write(file, bytes.data() + done, bytes.size() - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0) {
            const int why = errno;
            ::close(file);
            throw std::runtime_error{path + " cannot be written: " + std::strerror(why)};
        }
        done += static_cast<std::size_t>(wrote);
    }
    if (::close(file) != 0)
        throw std::runtime_error{path + " cannot be written: " + std::strerror(errno)};
}

Exit run_export(const Flags& flags)
{
    if (flags.format == "xlsx" && flags.output.empty())
        throw UsageError{"a workbook is no text for a terminal: say where it goes with --output FILE"};
    BookRequest request{"export", {{"kind", flags.kind}, {"format", flags.format}}, {}};
    const std::pair<const char*, const std::string&> filters[] = {{"from", flags.from},     {"to", flags.to},
                                                                  {"org", flags.org},       {"meeting", flags.meeting},
                                                                  {"member", flags.member}, {"reason", flags.reason}};
    for (const auto& [name, value] : filters)
        if (!value.empty())
            request.options[name] = value;
    const auto answer = run_on_books(load_config(flags.config), request);
    std::cerr << answer.errors;
    if (answer.exit != 0)
        return Exit::failed;
    if (flags.output.empty())
        std::cout << answer.output;
    else
        write_file(flags.output, answer.output);
    return Exit::done;
}

} // namespace

Command make_export()
{
    auto flags = std::make_shared<Flags>();
    return {
        .name = "export",
        .summary = "take a register of record away as a file",
        .options =
            {config_option(flags->config),
             {.name = "KIND",
              .meaning = "which register",
              .target = &flags->kind,
              .required = true,
              .one_of = {"attendance", "meetings", "minutes", "leave", "points", "members", "bindings", "questions",
                         "answers", "exams", "lessons", "hours", "reflections", "notices", "feedback", "contest",
                         "burden", "book", "audit"}},
             {.name = "--from", .meaning = "first day, 2024-05-01", .target = &flags->from, .value_name = "DAY"},
             {.name = "--to", .meaning = "last day", .target = &flags->to, .value_name = "DAY"},
             {.name = "--org",
              .meaning = "an organisation and all below it; attendance also has what its members attended elsewhere",
              .target = &flags->org,
              .value_name = "CODE"},
             {.name = "--meeting", .meaning = "one meeting", .target = &flags->meeting, .value_name = "NUMBER"},
             {.name = "--member", .meaning = "one member (points, book)", .target = &flags->member, .value_name = "NO"},
             {.name = "--reason",
              .meaning = "what for; kept in the audit log, needed where people's own text leaves",
              .target = &flags->reason},
             {.name = "--format",
              .meaning = "how it is written",
              .target = &flags->format,
              .one_of = {"json", "csv", "xlsx"},
              .value_name = "FORMAT"},
             {.name = "--output", .meaning = "where it goes", .target = &flags->output, .value_name = "FILE"}},
        .run = [flags] { return run_export(*flags); }};
}

} // namespace fingertip::bot::cli

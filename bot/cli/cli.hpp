#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace fingertip::bot::cli {

/// What the shell gets to see.
enum class Exit : int
{
    done = 0,
    failed = 1,
    usage = 2
};

/// Where an option's value goes: a pointer into whatever `run` of the same command owns. What it points to before the
/// command line is read is the default, and --help shows it.
using Target = std::variant<bool*, int*, std::string*, std::optional<std::string>*, std::optional<int>*,
                            std::vector<std::string>*>;

/// One word of the command line: "--dir" takes a value ("-d,--dir" has a short form too), a `bool` target makes a
/// switch, and a name without dashes ("FILE") is an argument told by its place.
struct Option
{
    std::string name;
    std::string meaning;
    Target target;
    bool required = false;
    std::vector<std::string> one_of{}; ///< the only values allowed; empty: any
    std::string value_name{};          ///< shown in --help instead of TEXT or INT
};

/// One subcommand, as plain data: only main.cpp knows the library that reads the command line, since a unit that
/// includes it takes five seconds to compile.
/// Either `run` or `subcommands` is set (`platform menu push` is a command of a command).
struct Command
{
    std::string name;
    std::string summary; ///< one line for `fingertip --help`
    std::vector<Option> options{};
    /// Does the work; called once, on the main thread. May throw: main prints what() to standard error and exits 1.
    std::function<Exit()> run{};
    std::vector<Command> subcommands{};
    std::string details{}; ///< below the options in its own --help; empty: nothing
};

/// Thrown by a command that finds only after reading the words that they do not fit together: exit 2.
struct UsageError
{
    std::string what; ///< a sentence with the way out
};

// THE table: one line a subcommand, in the order of --help. x(init) stands for `Command make_init()` in cli/init.cpp.
// Add yours above the last line.
// clang-format off
#define FINGERTIP_COMMANDS(x) \
    x(init) \
    x(check_config) \
    x(serve) \
    x(demo) \
    x(chat) \
    x(migrate) \
    x(backup) \
    x(verify_backup) \
    x(restore) \
    x(doctor) \
    x(import) \
    x(export) \
    x(invite) \
    x(verify_points) \
    x(verify_audit) \
    x(bench) \
    x(version)
// clang-format on

#define FINGERTIP_DECLARE(name) Command make_##name();
FINGERTIP_COMMANDS(FINGERTIP_DECLARE)
#undef FINGERTIP_DECLARE

/// The option that every command with a configuration has.
Option config_option(std::string& file);

/// The option of every command that prints rows: table, csv or json.
Option format_option(std::string& format);

} // namespace fingertip::bot::cli

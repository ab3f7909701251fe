#include "bot/cli/cli.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <exception>
#include <iostream>

namespace {

using namespace fingertip::bot::cli;

void add_option(CLI::App& app, const Option& option)
{
    auto* made = std::visit(
        [&]<class T>(T* target) -> CLI::Option* {
            if constexpr (std::is_same_v<T, bool>) {
                return app.add_flag(option.name, *target, option.meaning);
            } else {
                auto* added = app.add_option(option.name, *target, option.meaning);
                if constexpr (std::is_same_v<T, std::string>) {
                    if (!target->empty())
                        added->capture_default_str();
                } else if constexpr (std::is_same_v<T, int>) {
                    added->capture_default_str();
                }
                return added;
            }
        },
        option.target);
    made->required(option.required);
    if (!option.one_of.empty())
        made->check(CLI::IsMember(option.one_of));
    if (!option.value_name.empty())
        made->type_name(option.value_name);
}

/// Adds the command below `parent` and remembers every one that can run.
void add_command(CLI::App& parent, const Command& command, std::vector<std::pair<CLI::App*, const Command*>>& runnable)
{
    auto* app = parent.add_subcommand(command.name, command.summary);
    app->footer(command.details);
    for (const auto& option : command.options)
        add_option(*app, option);
    for (const auto& inner : command.subcommands)
        add_command(*app, inner, runnable);
    if (command.run)
        runnable.emplace_back(app, &command);
    else
        app->require_subcommand(1);
}

int exit_code(Exit exit)
{
    return static_cast<int>(exit);
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app{"Fingertip: an organisation's life inside the chat application that its members already have",
                 "fingertip"};
    app.require_subcommand(1);
    app.failure_message([](const CLI::App*, const CLI::Error& error) {
        return "fingertip: " + std::string{error.what()} + " (--help after any command tells more)\n";
    });

#define FINGERTIP_MAKE(name) make_##name(),
    const std::vector<Command> commands{FINGERTIP_COMMANDS(FINGERTIP_MAKE)};
#undef FINGERTIP_MAKE
    std::vector<std::pair<CLI::App*, const Command*>> runnable;
    for (const auto& command : commands)
        add_command(app, command, runnable);

    // The library would only say that a command is missing.
    if (argc > 1 && argv[1][0] != '-' && std::ranges::find(commands, argv[1], &Command::name) == commands.end()) {
        std::cerr << "fingertip: there is no command '" << argv[1] << "'; fingertip --help lists them\n";
        return exit_code(Exit::usage);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_code(Exit::done) : exit_code(Exit::usage);
    }
    try {
        for (const auto& [parsed, command] : runnable)
            if (parsed->parsed())
                return exit_code(command->run());
    } catch (const UsageError& error) {
        std::cerr << "fingertip: " << error.what << '\n';
        return exit_code(Exit::usage);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return exit_code(Exit::failed);
    }
    return exit_code(Exit::usage);
}

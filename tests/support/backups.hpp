#pragma once

#include "tests/support/bot_process.hpp"

#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fingertip::tests {

/// Another place for a database of the same installation.
struct Elsewhere
{
    std::string config;
    std::string database;
};

/// A configuration like the bot's own, with the same key and its database in a new folder of that name.
Elsewhere elsewhere(const BotProcess& bot, const std::string& name);

/// Names in the folder that no finished backup or restore leaves.
std::vector<std::string> leftovers(const std::string& folder);

std::string file_bytes(const std::string& path);
void write_file(const std::string& path, const std::string& bytes);
unsigned mode_of(const std::string& path);

/// Runs a subcommand and waits for its end; sends it the signal so long after it has `begun` (looked at again and
/// again), unless `after` is empty or it has ended by then. Returns how long it ran after it had begun.
std::chrono::microseconds cut_short(const std::string& program, const std::vector<std::string>& words,
                                    const std::function<bool()>& begun, std::optional<std::chrono::microseconds> after,
                                    int signal = SIGKILL);

} // namespace fingertip::tests

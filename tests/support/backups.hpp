#pragma once

#include "tests/support/bot_process.hpp"

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

} // namespace fingertip::tests

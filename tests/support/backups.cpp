#include "tests/support/backups.hpp"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace fingertip::tests {

namespace fs = std::filesystem;

Elsewhere elsewhere(const BotProcess& bot, const std::string& name)
{
    const auto folder = bot.folder() + "/" + name;
    fs::create_directories(folder);
    auto toml = file_bytes(bot.config());
    const auto replace = [&toml](const std::string& from, const std::string& to) {
        toml.replace(toml.find(from), from.size(), to);
    };
    replace("sqlite:fingertip.db", "sqlite:" + name + "/fingertip.db");
    const Elsewhere made{bot.folder() + "/" + name + ".toml", folder + "/fingertip.db"};
    write_file(made.config, toml);
    ::chmod(made.config.c_str(), 0600);
    return made;
}

std::vector<std::string> leftovers(const std::string& folder)
{
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        const auto name = entry.path().filename().string();
        for (const char* mark : {".part", ".proof-", ".restoring", "restored.db"})
            if (name.find(mark) != std::string::npos)
                found.push_back(name);
    }
    return found;
}

std::string file_bytes(const std::string& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write_file(const std::string& path, const std::string& bytes)
{
    std::ofstream out{path, std::ios::binary | std::ios::trunc};
    out << bytes;
}

unsigned mode_of(const std::string& path)
{
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
}

} // namespace fingertip::tests

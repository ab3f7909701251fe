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
    std::error_code gone; // somebody may just be taking one away
    for (fs::recursive_directory_iterator at{folder, gone}, end; at != end && !gone; at.increment(gone)) {
        const auto name = at->path().filename().string();
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

std::chrono::microseconds cut_short(const std::string& program, const std::vector<std::string>& words,
                                    const std::function<bool()>& begun, std::optional<std::chrono::microseconds> after,
                                    int signal)
{
    using Clock = std::chrono::steady_clock;
    auto all = words;
    all.insert(all.begin(), program);
    std::vector<char*> argv;
    for (auto& word : all)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    const auto child = ::fork();
    if (child == 0) {
        const int nowhere = ::open("/dev/null", O_RDWR);
        for (const int standard : {0, 1, 2})
            ::dup2(nowhere, standard);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    std::optional<Clock::time_point> began;
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) != child) {
        if (!began && begun())
            began = Clock::now();
        if (began && after && Clock::now() - *began >= *after) {
            ::kill(child, signal);
            ::waitpid(child, &status, 0);
            break;
        }
        std::this_thread::sleep_for(std::chrono::microseconds{200});
    }
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began.value_or(Clock::now()));
}

} // namespace fingertip::tests

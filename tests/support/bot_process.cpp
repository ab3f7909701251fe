#include "tests/support/bot_process.hpp"

#include "bot/operations/data_key.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace fingertip::tests {

namespace {

std::string read_file(const std::string& path, std::streamoff from = 0)
{
    std::ifstream in{path, std::ios::binary};
    in.seekg(from);
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<char*> argv_of(std::vector<std::string>& words)
{
    std::vector<char*> argv;
    for (auto& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    return argv;
}

int redirect(const std::string& path, int flags, int descriptor)
{
    const int file = ::open(path.c_str(), flags, 0600);
    return file < 0 ? -1 : ::dup2(file, descriptor);
}

} // namespace

BotProcess::BotProcess(std::string program) : program_{std::move(program)}
{
    bot::DataKey::create(key_file());
    configure_anew("");
}

void BotProcess::configure_anew(const std::string& toml)
{
    std::ofstream out{config()};
    out << "[server]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://bot.example.org\"\n[admin]\nlisten = "
           "\"127.0.0.1:0\"\n"
        << "[storage]\nurl = \"sqlite:fingertip.db\"\n[security]\ndata_key_file = \"fingertip.key\"\n"
        << "[[platform]]\nname = \"wechat-main\"\nkind = \"wechat\"\napp_id = \"" << secrets_.app_id << "\"\ntoken = \""
        << secrets_.token << "\"\nencoding_aes_key = \"" << secrets_.aes_key << "\"\n"
        << toml;
    std::filesystem::permissions(config(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

BotProcess::~BotProcess()
{
    if (running())
        kill();
}

void BotProcess::configure(const std::string& toml)
{
    std::ofstream out{config(), std::ios::app};
    out << toml;
}

std::string BotProcess::log() const
{
    return read_file(scratch_.file("log"));
}

std::string BotProcess::wait_for_log(const std::string& words, std::size_t from) const
{
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    for (;;) {
        auto lines = log().substr(from);
        const auto at = lines.find(words);
        if (at != std::string::npos && lines.find('\n', at) != std::string::npos)
            return lines;
        if (std::chrono::steady_clock::now() > give_up)
            throw std::runtime_error{"the log does not come to say " + words + ":\n" + lines};
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
}

/// In the child: becomes the program, and never comes back.
void BotProcess::become(std::vector<std::string> words) const
{
    for (const auto& [name, value] : environment_)
        ::setenv(name.c_str(), value.c_str(), 1);
    auto argv = argv_of(words);
    ::execv(argv[0], argv.data());
    ::_exit(127);
}

void BotProcess::start(const std::vector<std::string>& more_arguments)
{
    std::vector<std::string> words{program_, "serve", "--config", config(), "--allow-root"};
    words.insert(words.end(), more_arguments.begin(), more_arguments.end());
    const std::string log_path = scratch_.file("log");
    // After a long run the log has megabytes; reading them again and again would count as the program's start.
    std::error_code none;
    const auto size = std::filesystem::file_size(log_path, none);
    const auto before = none ? std::streamoff{0} : static_cast<std::streamoff>(size);
    pid_ = ::fork();
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL); // a test that crashes leaves no server behind
        redirect("/dev/null", O_RDONLY, 0);
        redirect(log_path, O_WRONLY | O_CREAT | O_APPEND, 1);
        ::dup2(1, 2);
        become(std::move(words));
    }
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    for (;;) {
        const auto lines = read_file(log_path, before);
        const auto at = lines.find("\"event\":\"serving\"");
        if (at != std::string::npos && lines.find('\n', at) != std::string::npos) {
            port_ = static_cast<std::uint16_t>(std::atoi(between(lines.substr(at), "\"port\":", ",").c_str()));
            admin_port_ =
                static_cast<std::uint16_t>(std::atoi(between(lines.substr(at), "\"admin_port\":", ",").c_str()));
            return;
        }
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = -1;
            throw std::runtime_error{"serve ended at once:\n" + lines};
        }
        if (std::chrono::steady_clock::now() > give_up)
            throw std::runtime_error{"serve did not begin to serve:\n" + lines};
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
}

long BotProcess::pss_kib() const
{
    const auto rollup = read_file("/proc/" + std::to_string(pid_) + "/smaps_rollup");
    return std::atol(between(rollup, "\nPss:", "kB").c_str());
}

void BotProcess::signal(int number) const
{
    ::kill(pid_, number);
}

void BotProcess::kill()
{
    ::kill(pid_, SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
}

int BotProcess::stop()
{
    ::kill(pid_, SIGTERM);
    return wait_for_end(std::chrono::minutes{1});
}

int BotProcess::wait_for_end(std::chrono::milliseconds at_most)
{
    const auto give_up = std::chrono::steady_clock::now() + at_most;
    int status = 0;
    while (::waitpid(pid_, &status, WNOHANG) != pid_) {
        if (std::chrono::steady_clock::now() > give_up)
            throw std::runtime_error{"serve does not end:\n" + log()};
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

BotProcess::Result BotProcess::run(const std::vector<std::string>& arguments, const std::string& input) const
{
    std::vector<std::string> words{program_};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const std::string in = scratch_.file("stdin");
    const std::string out = scratch_.file("stdout");
    const std::string err = scratch_.file("stderr");
    std::ofstream{in} << input;
    const pid_t child = ::fork();
    if (child == 0) {
        redirect(in, O_RDONLY, 0);
        redirect(out, O_WRONLY | O_CREAT | O_TRUNC, 1);
        redirect(err, O_WRONLY | O_CREAT | O_TRUNC, 2);
        become(std::move(words));
    }
    int status = 0;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes{4};
    while (::waitpid(child, &status, WNOHANG) != child) {
        if (std::chrono::steady_clock::now() > give_up)
            ::kill(child, SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(out), read_file(err)};
}

} // namespace fingertip::tests

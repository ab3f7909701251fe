#pragma once

#include "tests/support/scratch.hpp"
#include "tests/support/wechat_sender.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace fingertip::tests {

/// A real `fingertip serve` on a scratch installation, started, killed and started again.
class BotProcess
{
public:
    explicit BotProcess(std::string program);
    ~BotProcess();

    /// Starts and waits until it serves; throws when it does not within ten seconds.
    void start(const std::vector<std::string>& more_arguments = {});
    /// SIGKILL, and waits for the end.
    void kill();
    /// SIGTERM, and waits for the end; returns the exit status (-1: killed by a signal).
    int stop();
    bool running() const { return pid_ > 0; }
    pid_t pid() const { return pid_; }
    void signal(int number) const;
    /// Waits for an end that comes by itself; returns as stop() does. Throws when it does not come in that time.
    int wait_for_end(std::chrono::milliseconds at_most = std::chrono::seconds{15});

    /// Runs a subcommand to its end: exit status, standard output, standard error.
    struct Result
    {
        int exit = -1;
        std::string output;
        std::string errors;
    };
    Result run(const std::vector<std::string>& arguments, const std::string& input = "") const;

    std::uint16_t port() const { return port_; }
    std::uint16_t admin_port() const { return admin_port_; }
    const WechatSecrets& secrets() const { return secrets_; }
    std::string config() const { return scratch_.file("fingertip.toml"); }
    std::string database() const { return scratch_.file("fingertip.db"); }
    std::string key_file() const { return scratch_.file("fingertip.key"); }
    std::string log() const;
    /// Waits until the log has the words in a line after the first `from` bytes; returns the log from there.
    std::string wait_for_log(const std::string& words, std::size_t from = 0) const;
    const std::string& folder() const { return scratch_.path(); }
    /// Proportional set size of the running program, KiB.
    long pss_kib() const;
    /// Adds lines to the configuration; takes effect at the next start.
    void configure(const std::string& toml);
    /// Takes back what configure() added and adds this instead.
    void configure_anew(const std::string& toml);
    /// A variable of the program's environment, and of its subcommands.
    void set_environment(const std::string& name, const std::string& value) { environment_[name] = value; }

private:
    void become(std::vector<std::string> words) const;

    Scratch scratch_;
    std::string program_;
    WechatSecrets secrets_;
    std::map<std::string, std::string> environment_;
    pid_t pid_ = -1;
    std::uint16_t port_ = 0;
    std::uint16_t admin_port_ = 0;
};

} // namespace fingertip::tests

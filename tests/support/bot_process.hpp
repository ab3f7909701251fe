#pragma once

#include "tests/support/scratch.hpp"
#include "tests/support/wechat_sender.hpp"

#include <cstdint>
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
    void signal(int number) const;

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
    /// Proportional set size of the running program, KiB.
    long pss_kib() const;
    /// Adds lines to the configuration; takes effect at the next start.
    void configure(const std::string& toml);

private:
    Scratch scratch_;
    std::string program_;
    WechatSecrets secrets_;
    pid_t pid_ = -1;
    std::uint16_t port_ = 0;
    std::uint16_t admin_port_ = 0;
};

} // namespace fingertip::tests

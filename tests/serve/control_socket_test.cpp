#include "storage/sqlite/connection.hpp"
#include "tests/support/branch.hpp"
#include "tests/support/serving.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <cstring>
#include <ctime>
#include <fstream>
#include <list>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace fingertip;
using namespace fingertip::tests;
using namespace std::chrono_literals;
using Catch::Contains;
using Clock = std::chrono::steady_clock;

namespace {

/// A subcommand that says what it likes to the socket beside the database.
class Subcommand
{
public:
    explicit Subcommand(const BotProcess& bot) : socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)}
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, (bot.database() + ".sock").c_str(), sizeof address.sun_path - 1);
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~Subcommand() { ::close(socket_); }
    Subcommand(const Subcommand&) = delete;
    Subcommand& operator=(const Subcommand&) = delete;

    bool connected() const { return connected_; }
    Subcommand& say(const std::string& bytes)
    {
        for (std::size_t sent = 0; sent < bytes.size();) {
            const auto count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (count <= 0)
                break;
            sent += static_cast<std::size_t>(count);
        }
        return *this;
    }
    /// Everything until the server hangs up; "(silence)" when it does not within five seconds.
    std::string hear()
    {
        std::string all;
        for (;;) {
            pollfd waiting{socket_, POLLIN, 0};
            if (::poll(&waiting, 1, 5000) <= 0)
                return "(silence)";
            char bytes[4096];
            const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
            if (count <= 0)
                return all;
            all.append(bytes, static_cast<std::size_t>(count));
        }
    }

private:
    int socket_;
    bool connected_ = false;
};

const std::string audit = "{\"operation\":\"verify-audit\",\"options\":{},\"input_bytes\":0}\n";

} // namespace

TEST_CASE("the socket answers what it cannot do with a sentence", "[serve][control]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 1, std::time(nullptr));
    bot.start();
    const auto answer = [&](const std::string& bytes) { return Subcommand{bot}.say(bytes).hear(); };
    CHECK_THAT(answer(audit), Contains("\"exit\":0") && Contains("the audit log fits its seals"));
    CHECK_THAT(answer("hello\n"), Contains("\"exit\":1") && Contains("not one that this server understands"));
    CHECK_THAT(answer("{\"options\":{}}\n"), Contains("not one that this server understands"));
    CHECK_THAT(answer("[" + std::string(2000, '[') + "\n"), Contains("not one that this server understands"));
    CHECK_THAT(answer("{\"operation\":\"dance\"}\n"), Contains("\"exit\":1") && Contains("does not know 'dance'"));
    CHECK_THAT(answer(std::string(200'000, 'x')), Contains("longer than this server reads"));
    CHECK_THAT(answer("{\"operation\":\"import-members\",\"input_bytes\":3}\nabcdef"),
               Contains("more than it announces"));
    for (const char* size : {"300000000", "9223372036854775807", "-1"}) {
        INFO(size);
        CHECK_THAT(answer("{\"operation\":\"import-members\",\"input_bytes\":" + std::string{size} + "}\nabc"),
                   Contains("\"exit\":1") && Contains("256 MiB"));
    }
    CHECK_THAT(answer("{\"operation\":\"import-members\",\"input_bytes\":99999999999999999999}\n"),
               Contains("\"exit\":1"));
}

TEST_CASE("a size is only announced: memory is for what comes", "[serve][control]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 1, std::time(nullptr));
    bot.start();
    const auto before = bot.pss_kib();
    std::list<Subcommand> boasters;
    for (int i = 0; i < 8; ++i)
        boasters.emplace_back(bot).say("{\"operation\":\"import-members\",\"input_bytes\":250000000}\n0123456789");
    CHECK_THAT(Subcommand{bot}.say(audit).hear(), Contains("\"exit\":0"));
    CHECK(bot.pss_kib() - before < 64 * 1024);
}

TEST_CASE("subcommands do not wait for each other's talking, and only so many talk at once", "[serve][control]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 1, std::time(nullptr));
    bot.start();
    std::list<Subcommand> slow;
    for (int i = 0; i < 15; ++i)
        slow.emplace_back(bot).say("{\"operation\":\"verify-au");
    const auto other = bot.run({"verify-audit", "--config", bot.config()});
    CHECK(other.exit == 0);
    CHECK_THAT(other.output, Contains("fits its seals"));
    slow.emplace_back(bot).say("{\"operation\":\"verify-au");
    CHECK_THAT(Subcommand{bot}.hear(), Contains("too many subcommands"));
    CHECK_THAT(slow.front().say("dit\"}\n").hear(), Contains("fits its seals"));
    CHECK(comes_true([&] { return Subcommand{bot}.say(audit).hear().find("fits its seals") != std::string::npos; }));
}

TEST_CASE("a subcommand that never finishes does not keep the server from stopping", "[serve][control]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 1, std::time(nullptr));
    bot.start();
    Subcommand half{bot};
    half.say("{\"operation\":\"import-members\",\"input_bytes\":1000}\nabc");
    CHECK_THAT(Subcommand{bot}.say(audit).hear(), Contains("\"exit\":0"));
    const auto told = Clock::now();
    CHECK(bot.stop() == 0);
    CHECK(Clock::now() - told < 3s);
    CHECK(half.hear().empty());
    CHECK_FALSE(Subcommand{bot}.connected());
}

TEST_CASE("an operation under way is finished and answered before the server ends", "[serve][control]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    found_branch(bot.database(), bot.key_file(), 1, std::time(nullptr));
    bot.start();
    Subcommand inviting{bot};
    {
        using storage::sqlite::Connection;
        Connection other{bot.database(), Connection::Access::read_write};
        other.run({"test.hold", "BEGIN IMMEDIATE"});
        inviting.say("{\"operation\":\"invite\",\"options\":{\"member\":\"1000\"},\"input_bytes\":0}\n");
        std::this_thread::sleep_for(200ms);
        bot.signal(SIGTERM);
        bot.wait_for_log("\"event\":\"stopping\"");
        // The loop is not blocked meanwhile.
        CHECK(get(bot.admin_port(), "/readyz").body == "stopping\n");
        CHECK_FALSE(Subcommand{bot}.connected());
        std::this_thread::sleep_for(200ms);
        other.run({"test.let_go", "ROLLBACK"});
    }
    CHECK_THAT(inviting.hear(), Contains("\"exit\":0") && Contains("\"code\""));
    CHECK(bot.wait_for_end() == 0);
}

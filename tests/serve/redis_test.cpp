#include "tests/support/branch.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/serving.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

using namespace fingertip;
using namespace fingertip::tests;
using namespace std::chrono_literals;
using Catch::Contains;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int members = 600;
constexpr int lanes = 8;

/// Members who check in, and ask for their points, for as long as it lasts. Every answer is timed.
class Crowd
{
public:
    explicit Crowd(const BotProcess& bot)
    {
        for (int lane = 0; lane < lanes; ++lane)
            threads_.emplace_back([this, &bot, lane] {
                WechatSender sender{bot.port(), bot.secrets()};
                for (int member = lane; !enough_; member += lanes)
                    speak(sender, member % members);
            });
    }
    ~Crowd() { go_home(); }

    void go_home()
    {
        enough_ = true;
        for (auto& thread : threads_)
            thread.join();
        threads_.clear();
    }

    /// How long the answers since the last call took: the slowest, and the one that 99 of 100 are quicker than.
    struct Patience
    {
        Clock::duration worst{};
        Clock::duration p99{};
    };
    Patience patience()
    {
        const std::lock_guard lock{mutex_};
        auto all = std::exchange(took_, {});
        std::sort(all.begin(), all.end());
        return all.empty() ? Patience{} : Patience{all.back(), all[all.size() * 99 / 100]};
    }
    int answers() const { return answers_; }
    int failures() const { return failures_; }
    std::set<std::string> checked_in() const
    {
        const std::lock_guard lock{mutex_};
        return checked_in_;
    }

private:
    void speak(WechatSender& sender, int member)
    {
        const bool arrives = answers_ % 3 == 0;
        const auto began = Clock::now();
        const auto reply = says(sender, member, arrives ? meeting_code : "积分");
        const auto took = Clock::now() - began;
        ++answers_;
        failures_ += reply.find(arrives ? "签到" : "积分") == std::string::npos;
        {
            const std::lock_guard lock{mutex_};
            took_.push_back(took);
            if (arrives && reply.find("签到成功") != std::string::npos)
                checked_in_.insert(std::to_string(1000 + member));
        }
        std::this_thread::sleep_for(2ms);
    }

    std::atomic<bool> enough_ = false;
    std::atomic<int> answers_ = 0;
    std::atomic<int> failures_ = 0;
    mutable std::mutex mutex_;
    std::vector<Clock::duration> took_;
    std::set<std::string> checked_in_;
    std::vector<std::thread> threads_;
};

double cached(const BotProcess& bot, const std::string& outcome)
{
    return metric(bot, "fingertip_cache_total{outcome=\"" + outcome + "\"}");
}

} // namespace

SCENARIO("Redis may die, freeze or forget while members check in: nothing is lost and nobody waits for it",
         "[serve][redis]")
{
    if (!redis_available())
        return;
    RedisServer redis{RedisServer::Listen::loopback};
    BotProcess bot{FINGERTIP_PROGRAM};
    bot.configure("[cache]\nurl = \"" + redis.url() + "\"\n[limits]\nmessages_per_minute = 10000\n");
    found_branch(bot.database(), bot.key_file(), members, std::time(nullptr));
    bot.start();
    const auto breaker_open = [&] { return metric(bot, "fingertip_breaker_open") == 1; };
    const auto serves_again = [&] {
        const auto before = cached(bot, "stored");
        return comes_true([&] { return cached(bot, "stored") > before; });
    };
    Crowd crowd{bot};
    REQUIRE(serves_again());

    // Stopped: connected still, and silent.
    crowd.patience();
    redis.freeze();
    CHECK(comes_true(breaker_open));
    CHECK(crowd.patience().worst < 1s);
    std::this_thread::sleep_for(700ms);
    CHECK(crowd.patience().p99 < 300ms);
    redis.thaw();
    CHECK(serves_again());
    CHECK_FALSE(breaker_open());

    // Killed, and started again without anything in it.
    crowd.patience();
    redis.kill();
    CHECK(comes_true(breaker_open));
    CHECK(crowd.patience().worst < 1s);
    std::this_thread::sleep_for(700ms);
    CHECK(crowd.patience().p99 < 300ms);
    redis.start();
    CHECK(serves_again());

    // Emptied under its clients.
    crowd.patience();
    CHECK(redis.ask({"FLUSHALL"}) == "OK");
    CHECK(serves_again());
    CHECK(crowd.patience().worst < 1s);
    CHECK(get(bot.admin_port(), "/readyz").status == 200);

    crowd.go_home();
    CHECK(crowd.answers() > 300);
    CHECK(crowd.failures() == 0);
    CHECK(crowd.checked_in().size() > 20);
    CHECK(cached(bot, "skipped") > 0);
    CHECK(bot.stop() == 0);
    const auto register_of_record = present_members(bot.database());
    for (const auto& member : crowd.checked_in())
        CHECK(register_of_record.contains(member));

    // After a restart of the bot its sessions are warm.
    auto before = bot.log().size();
    bot.start();
    bot.wait_for_log("\"what\":\"connected\"", before);
    WechatSender sender{bot.port(), bot.secrets()};
    CHECK_THAT(says(sender, members - 1, meeting_code), Contains("签到"));
    CHECK(cached(bot, "hit") == 0);
    CHECK(bot.stop() == 0);
    before = bot.log().size();
    bot.start();
    bot.wait_for_log("\"what\":\"connected\"", before);
    WechatSender next{bot.port(), bot.secrets()};
    CHECK_THAT(says(next, members - 1, "积分"), Contains("积分"));
    CHECK(cached(bot, "hit") == 1);
}

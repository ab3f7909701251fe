#include "bot/dispatcher.hpp"

#include "tests/support/world.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

#include <future>
#include <iostream>
#include <random>

using namespace fingertip;
using namespace std::chrono_literals;
using bot::Answer;
using bot::Dispatcher;
using bot::DispatcherOptions;
using Catch::Contains;
using tests::World;

namespace asio = boost::asio;

namespace {

constexpr bot::platforms::Capabilities can{.text_bytes = 2048, .tap_overhead_bytes = 66};
constexpr storage::Sql count_present{"test.present",
                                     "SELECT count(*) FROM attendance WHERE status IN ('present', 'late')"};
constexpr storage::Sql count_entries{"test.entries", "SELECT count(*) FROM points_entries"};
constexpr storage::Sql count_inbox{"test.inbox", "SELECT count(*) FROM inbox"};

handlers::Incoming text(const World& world, const std::string& who, const std::string& words, const std::string& id)
{
    handlers::Incoming incoming;
    incoming.platform = World::platform;
    incoming.account = world.account(who);
    incoming.delivery_id = id;
    incoming.kind = "text";
    incoming.text = words;
    incoming.platform_time = world.now();
    incoming.received_at = world.now();
    return incoming;
}

/// A dispatcher over a world's database, on an event loop that runs until every dispatched message is answered.
struct Desk
{
    explicit Desk(World& in, DispatcherOptions options = {}) : world{in}
    {
        options.clock = [this] { return world.now(); };
        if (options.messages_per_minute == 30)
            options.messages_per_minute = 0;
        options.on_failure = [this](const handlers::Incoming&, const std::exception& failure) {
            failures.push_back(failure.what());
        };
        dispatcher =
            std::make_unique<Dispatcher>(io.get_executor(), world.database(),
                                         std::make_shared<bot::Installation>(world.installation()), std::move(options));
    }

    void send(handlers::Incoming incoming)
    {
        const auto place = answers.size();
        answers.emplace_back();
        asio::co_spawn(io, one(std::move(incoming), place), [](std::exception_ptr failure) { REQUIRE_FALSE(failure); });
    }
    asio::awaitable<void> one(handlers::Incoming incoming, std::size_t place)
    {
        auto answer = co_await dispatcher->dispatch(std::move(incoming), can);
        answers[place] = std::move(answer);
    }
    const std::vector<Answer>& run()
    {
        io.restart();
        io.run();
        return answers;
    }

    World& world;
    asio::io_context io{1};
    std::unique_ptr<Dispatcher> dispatcher;
    std::vector<Answer> answers;
    std::vector<std::string> failures;
};

/// Keeps the writing thread busy until it is let go.
struct Jam
{
    explicit Jam(World& world)
        : blocked{std::async(std::launch::async, [this, &world] {
              world.database().write_now([this](storage::Tx&) {
                  began.set_value();
                  go.get_future().wait();
              });
          })}
    {
        began.get_future().wait();
    }
    void clear() { go.set_value(); }

    std::promise<void> began;
    std::promise<void> go;
    std::future<void> blocked;
};

} // namespace

SCENARIO("copies of one message, at once and late, with and without lanes, have one effect and one answer",
         "[bot][dispatcher]")
{
    const bool lanes = GENERATE(true, false);
    World world;
    world.call_meeting("B1", world.now() + 10min);
    Desk desk{world, {.lanes = lanes}};
    for (int copy = 0; copy < 5; ++copy)
        desk.send(text(world, "李梅", "482913", "m:1"));
    desk.send(text(world, "张三", "482913", "m:2"));
    desk.run();
    desk.send(text(world, "李梅", "482913", "m:1"));
    const auto& answers = desk.run();
    for (std::size_t i : {0u, 1u, 2u, 3u, 4u, 6u}) {
        CHECK(answers[i].kind == Answer::Kind::reply);
        CHECK(answers[i].reply.text == answers[0].reply.text);
    }
    CHECK_THAT(answers[0].reply.text, Contains("签到成功"));
    CHECK(world.number(count_present) == 2);
    CHECK(world.number(count_entries) == 2);
    CHECK(desk.failures.empty());
}

SCENARIO("random deliveries, reordered and repeated, count exactly once each", "[bot][dispatcher]")
{
    const auto seed = std::random_device{}();
    std::cout << "dispatcher_test seed " << seed << '\n';
    std::mt19937 dice{seed};
    World world;
    world.call_meeting("B1", world.now() + 10min);
    const std::vector<std::string> people{"王书记", "李梅", "张三", "赵六", "孙八", "吴九", "周书记"};
    std::vector<handlers::Incoming> deliveries;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const int copies = std::uniform_int_distribution<int>{1, 5}(dice);
        for (int copy = 0; copy < copies; ++copy)
            deliveries.push_back(text(world, people[i], "482913", "m:" + std::to_string(100 + i)));
    }
    std::shuffle(deliveries.begin(), deliveries.end(), dice);
    Desk desk{world, {.lanes = std::uniform_int_distribution<int>{0, 1}(dice) == 1}};
    for (std::size_t i = 0; i < deliveries.size(); ++i) {
        desk.send(deliveries[i]);
        if (dice() % 3 == 0) {
            desk.run();
            world.pass(std::chrono::seconds{dice() % 60});
        }
    }
    desk.run();
    CHECK(world.number(count_present) == static_cast<std::int64_t>(people.size()));
    CHECK(world.number(count_entries) == static_cast<std::int64_t>(people.size()));
}

SCENARIO("two different messages that look alike both count", "[bot][dispatcher]")
{
    World world;
    Desk desk{world};
    desk.send(text(world, "李梅", "签到", "e:1714953600:aaaa"));
    desk.send(text(world, "李梅", "签到", "e:1714953600:bbbb"));
    desk.run();
    CHECK(world.number(count_inbox) == 2);
}

SCENARIO("a message older than the inbox's memory is acknowledged and has no effect", "[bot][dispatcher]")
{
    World world;
    world.call_meeting("B1", world.now() + 10min);
    Desk desk{world, {.remembered = 72h}};
    auto old = text(world, "李梅", "482913", "m:1");
    old.platform_time = world.now() - 73h;
    desk.send(old);
    const auto& answers = desk.run();
    CHECK(answers[0].reply.silent());
    CHECK(answers[0].kind == Answer::Kind::reply);
    CHECK(world.number(count_inbox) == 0);
}

SCENARIO("patience ends while the writer has the message: no answer, and the redelivery finds it", "[bot][dispatcher]")
{
    World world;
    world.call_meeting("B1", world.now() + 10min);
    Desk desk{world, {.patience = 50ms}};
    Jam jam{world};
    desk.send(text(world, "李梅", "482913", "m:1"));
    std::thread opener{[&] {
        std::this_thread::sleep_for(150ms); // longer than the patience: this is what is measured
        jam.clear();
    }};
    desk.run();
    opener.join();
    CHECK(desk.answers[0].kind == Answer::Kind::abandon);
    desk.send(text(world, "李梅", "482913", "m:1"));
    desk.run();
    CHECK(desk.answers[1].kind == Answer::Kind::reply);
    CHECK_THAT(desk.answers[1].reply.text, Contains("签到成功"));
    CHECK(world.number(count_entries) == 1);
}

SCENARIO("one talkative member is told once a minute and hurts nobody", "[bot][dispatcher]")
{
    World world;
    Desk desk{world, {.messages_per_minute = 3}};
    for (int i = 0; i < 6; ++i)
        desk.send(text(world, "李梅", "帮助", "m:" + std::to_string(i)));
    desk.send(text(world, "张三", "帮助", "m:77"));
    desk.run();
    CHECK_THAT(desk.answers[2].reply.text, Contains("签到"));
    CHECK_THAT(desk.answers[3].reply.text, Contains("过一分钟"));
    CHECK(desk.answers[4].reply.silent());
    CHECK(desk.answers[5].reply.silent());
    CHECK_THAT(desk.answers[6].reply.text, Contains("签到"));
    world.pass(60s);
    desk.send(text(world, "李梅", "帮助", "m:9"));
    desk.run();
    CHECK_THAT(desk.answers[7].reply.text, Contains("签到"));
}

SCENARIO("places that a phone reports by itself are not talk", "[bot][dispatcher]")
{
    World world;
    Desk desk{world, {.messages_per_minute = 3}};
    for (int i = 0; i < 12; ++i) {
        auto report = text(world, "李梅", "", "e:" + std::to_string(i));
        report.act = handlers::Act::locate;
        report.unasked = true;
        report.place = handlers::Place{30, 120, 50};
        desk.send(report);
    }
    desk.send(text(world, "李梅", "帮助", "m:1"));
    desk.run();
    for (int i = 0; i < 12; ++i)
        CHECK(desk.answers[static_cast<std::size_t>(i)].reply.silent());
    CHECK_THAT(desk.answers[12].reply.text, Contains("签到"));
    CHECK(world.number(count_inbox) == 0);
}

SCENARIO("too many messages waiting in one conversation are told that it is busy", "[bot][dispatcher]")
{
    World world;
    Desk desk{world, {.lane_messages = 2}};
    Jam jam{world};
    for (int i = 0; i < 5; ++i)
        desk.send(text(world, "李梅", "签到", "m:" + std::to_string(i)));
    std::thread opener{[&] {
        std::this_thread::sleep_for(50ms);
        jam.clear();
    }};
    desk.run();
    opener.join();
    int busy = 0;
    for (const auto& answer : desk.answers)
        busy += answer.outcome == "busy";
    CHECK(busy == 2);
    CHECK(world.number(count_inbox) == 3);
}

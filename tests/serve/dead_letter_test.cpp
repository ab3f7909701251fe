#include "bot/log.hpp"
#include "bot/operations/data_key.hpp"
#include "bot/server.hpp"
#include "storage/dead_letters.hpp"
#include "storage/timers.hpp"
#include "tests/support/branch.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/support/serving.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <ctime>

using namespace fingertip;
using namespace fingertip::tests;
using namespace std::chrono_literals;

namespace {

constexpr storage::Sql kept{"test.dead_letters", "SELECT cause, at, body FROM dead_letters"};

struct Letter
{
    std::string cause;
    std::int64_t at = 0;
    std::string body;
};

std::vector<Letter> letters(storage::Database& books)
{
    std::vector<Letter> all;
    books.read_now([&](storage::ReadTx& tx) {
        auto rows = tx.query(kept);
        while (rows.next())
            all.push_back({rows.text(0), rows.integer(1), std::string{rows.view(2)}});
    });
    return all;
}

storage::Vault vault_of(const BotProcess& bot)
{
    const auto data_key = bot::DataKey::read(bot.key_file());
    storage::Key key{};
    std::copy(data_key.bytes().begin(), data_key.bytes().end(), key.begin());
    return storage::Vault{key};
}

} // namespace

TEST_CASE("an authentic event that nobody can use is acknowledged, counted and kept sealed", "[serve][dead_letters]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    const auto now = std::time(nullptr);
    found_branch(bot.database(), bot.key_file(), 1, now);
    bot.start();
    WechatSender sender{bot.port(), bot.secrets()};
    const std::string broken = "<xml><Content>一句永远不该被读到的话";
    const std::string nameless = "<xml><MsgType>text</MsgType><Content>没有发信人</Content></xml>";
    for (const auto& xml : {broken, nameless}) {
        const auto answer = sender.post(xml);
        REQUIRE(answer);
        CHECK(answer->status == 200);
        CHECK(answer->body == "success");
    }
    CHECK(metric(bot, "fingertip_dead_letters_total{cause=\"xml\",platform=\"wechat-main\"}") == 1);
    CHECK(metric(bot, "fingertip_dead_letters_total{cause=\"fields\",platform=\"wechat-main\"}") == 1);
    CHECK(metric(bot, "fingertip_refused_total{cause=\"xml\",platform=\"wechat-main\"}") == 0);
    CHECK_THAT(says(sender, 0, meeting_code), Catch::Contains("签到成功"));
    CHECK(bot.stop() == 0);

    storage::Database books{storage::make_sqlite_engine({.path = bot.database(), .on_batch = {}})};
    const auto all = letters(books);
    REQUIRE(all.size() == 2);
    CHECK(all[0].cause == "xml");
    CHECK(all[1].cause == "fields");
    const auto vault = vault_of(bot);
    CHECK(all[0].body.find("永远") == std::string::npos);
    const auto opened = vault.installation().open({"dead_letters.body", all[0].at, "wechat-main"}, all[0].body);
    CHECK(opened == broken);
    books.stop();
    CHECK_THAT(bot.log(), !Catch::Contains("永远") && !Catch::Contains("没有发信人"));
}

TEST_CASE("dead letters are kept for seven days", "[serve][dead_letters]")
{
    BotProcess files{FINGERTIP_PROGRAM}; // for its configuration; served in this process, whose clock can be moved
    const auto begin = std::time(nullptr);
    found_branch(files.database(), files.key_file(), 1, begin);
    auto now = storage::from_seconds(begin);
    EventLoop loop;
    bot::log::set_level(bot::LogLevel::error);
    bot::Server server{loop.io, bot::load_config(files.config()), {"0", "0", [&now] { return now; }}};
    const auto vault = vault_of(files);
    server.database().write_now(
        [&](storage::Tx& tx) { storage::dead_letters::keep(tx, vault, "wechat-main", "xml", "<broken", now); });
    server.start();
    const auto tidied = [&] {
        bool done = false;
        server.database().read_now([&](storage::ReadTx& tx) {
            const auto timer = storage::timers::find(tx, "tidy", 0);
            done = timer && timer->due_at > now;
        });
        return done;
    };
    now += 7 * 24h - 1min;
    REQUIRE(loop.until(tidied));
    CHECK(letters(server.database()).size() == 1);
    now += 1h;
    REQUIRE(loop.until(tidied));
    CHECK(letters(server.database()).empty());
    loop.wait([](bot::Server& stopped) -> boost::asio::awaitable<bool> {
        co_await stopped.stop();
        co_return true;
    }(server));
    bot::log::set_level(bot::LogLevel::info);
}

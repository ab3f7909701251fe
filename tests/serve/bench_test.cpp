#include "storage/database.hpp"
#include "tests/support/bot_process.hpp"
#include "tests/support/scripted_server.hpp"

#include <catch2/catch.hpp>

using namespace fingertip;
using namespace fingertip::tests;
using Catch::Matchers::Contains;

namespace {

constexpr storage::Sql count_present{"test.present", R"sql(
    SELECT (SELECT count(*) FROM attendance WHERE meeting_id = m.id AND status = 'present'), m.present,
           (SELECT count(*) FROM points_entries WHERE subject = m.id) FROM meetings m ORDER BY m.id DESC LIMIT 1
)sql"};

/// An installation that cannot reach the real platform.
void for_trying_out(BotProcess& bot, const std::string& more = "")
{
    bot.configure_anew("api_base = \"http://127.0.0.1:9\"\n" + more);
}

} // namespace

TEST_CASE("bench prepare makes books that verify, and only new ones", "[bench]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    for_trying_out(bot);
    // 45 days: the yearly cap of the shipped rule is reached on the way.
    const std::vector<std::string> prepare{"bench",     "prepare", "--config", bot.config(),
                                           "--members", "120",     "--days",   "45"};
    const auto made = bot.run(prepare);
    INFO(made.errors);
    REQUIRE(made.exit == 0);
    CHECK_THAT(made.output, Contains("120 members") && Contains("45 days"));
    CHECK(bot.run({"verify-points", "--config", bot.config()}).exit == 0);

    const auto again = bot.run(prepare);
    CHECK(again.exit == 1);
    CHECK_THAT(again.errors, Contains("new databases only"));
}

TEST_CASE("bench load checks members in, each once, copies or not", "[bench]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    for_trying_out(bot);
    REQUIRE(bot.run({"bench", "prepare", "--config", bot.config(), "--members", "500", "--days", "2"}).exit == 0);
    bot.start();
    const auto load = [&](std::vector<std::string> more) {
        std::vector<std::string> words{"bench",     "load", "--config", bot.config(),
                                       "--members", "500",  "--format", "json"};
        words.insert(words.end(), more.begin(), more.end());
        return bot.run(words);
    };
    const auto closed = load({"--messages", "200", "--connections", "16", "--dup", "10", "--expect", "签到成功"});
    INFO(closed.output << closed.errors);
    REQUIRE(closed.exit == 0);
    CHECK_THAT(closed.output, Contains("\"answers\":216") && Contains("\"copies\":16"));
    const auto open =
        load({"--first", "200", "--messages", "100", "--rate", "500", "--pid", std::to_string(bot.pid())});
    INFO(open.output << open.errors);
    REQUIRE(open.exit == 0);
    CHECK_THAT(open.output, Contains("\"answers\":100") && !Contains("\"pss_kib\":null"));
    // The same members once more are told so, which is not what is expected.
    const auto wrong = load({"--messages", "5", "--expect", "签到成功"});
    CHECK(wrong.exit == 1);
    CHECK_THAT(wrong.errors, Contains("does not hold '签到成功'"));
    REQUIRE(bot.stop() == 0);

    storage::Database books{storage::make_sqlite_engine({.path = bot.database(), .on_batch = {}})};
    books.read_now([&](storage::ReadTx& tx) {
        auto rows = tx.query(count_present);
        REQUIRE(rows.next());
        CHECK(rows.integer(0) == 300);
        CHECK(rows.integer(1) == 300);
        CHECK(rows.integer(2) == 300);
    });
    books.stop();
    CHECK(bot.run({"verify-points", "--config", bot.config()}).exit == 0);
}

TEST_CASE("bench load believes no answer that is not a genuine reply", "[bench]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    for_trying_out(bot);
    ScriptedServer liar{"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess"};
    const auto result = bot.run(
        {"bench", "load", "--config", bot.config(), "--messages", "1", "--connections", "1", "--port", liar.port()});
    CHECK(result.exit == 1);
    CHECK_THAT(result.errors, Contains("no genuine reply"));
}

TEST_CASE("bench plays no real account", "[bench]")
{
    BotProcess bot{FINGERTIP_PROGRAM};
    for (const char* which : {"load", "prepare"}) {
        const auto result = bot.run({"bench", which, "--config", bot.config()});
        CHECK(result.exit == 1);
        CHECK_THAT(result.errors, Contains("is a real account"));
    }
}

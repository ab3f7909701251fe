// D1, D1b and D1c: the bot is killed, and what it had acknowledged must be there.
#include "tests/safety/crashes.hpp"

#include "storage/migrate.hpp"
#include "tests/safety/books.hpp"
#include "tests/safety/kill_rounds.hpp"

#include <algorithm>

namespace fingertip::safety {

namespace {

constexpr int rounds_a_slice = 100;
constexpr int most_tries = 3; ///< for each round that has to count
constexpr int liar_kills = 20;

Tally kill_at_random(const Options& options)
{
    Tally tally;
    KillRounds rounds{options.program, options.seed, tally};
    int counted = 0;
    for (int tries = 0; counted < rounds_a_slice && tries < most_tries * rounds_a_slice; ++tries)
        counted += rounds.round();
    rounds.finish();
    return tally;
}

std::string kill_words(const Tally& tally)
{
    const auto at = [&](const char* name) { return tally.count(name); };
    return grouped(at("kills")) + " kills at ~" +
           grouped(at("acknowledged") * 1000 / std::max<std::int64_t>(1, at("load ms"))) + " messages/s (" +
           grouped(at("in a sync")) + " seen in a sync), " + grouped(at("acknowledged")) + " acknowledged, " +
           grouped(at("in flight")) + " in flight, " + grouped(at("delivered again")) + " delivered again";
}

/// Kills `migrate` behind the n-th migration, before its commit, and lets it finish the next time.
void kill_migration(const Options& options, int nth, Tally& tally)
{
    tests::BotProcess bot{options.program};
    bot.set_environment("FINGERTIP_FAILPOINT", "migration:" + std::to_string(nth));
    const auto killed = bot.run({"migrate", "--config", bot.config()});
    bot.set_environment("FINGERTIP_FAILPOINT", "");
    if (killed.exit != -1) {
        tally.wrong("migration " + std::to_string(nth) + " was not killed: " + killed.output + killed.errors);
        return;
    }
    check_integrity(bot, tally);
    const auto finished = bot.run({"migrate", "--config", bot.config()});
    std::size_t done = 0;
    for (auto at = finished.output.find(".sql"); at != std::string::npos; at = finished.output.find(".sql", at + 1))
        ++done;
    if (finished.exit != 0 || done != storage::migrations().size() - static_cast<std::size_t>(nth) + 1)
        tally.wrong("after a kill in migration " + std::to_string(nth) + ": " + finished.output + finished.errors);
    bot.start();
    if (!exported(bot, "meetings").empty() || bot.stop() != 0)
        tally.wrong("the migrated database is not empty or does not serve");
    check_integrity(bot, tally);
    ++tally.counts["migration"];
}

Tally kill_at_failpoints(const Options& options)
{
    constexpr int kills = 5;
    Tally tally;
    KillRounds rounds{options.program, options.seed, tally};
    for (const std::string point : {"before_commit", "after_commit", "checkpoint"}) {
        int counted = 0;
        for (int tries = 0; counted < kills && tries < most_tries * kills; ++tries) {
            const bool rare = point == "checkpoint";
            const int nth = rare ? 1 : std::uniform_int_distribution<int>{20, 60}(rounds.dice());
            const int later = rare ? std::uniform_int_distribution<int>{0, 4000}(rounds.dice()) : 0;
            counted += rounds.round_at(point + ":" + std::to_string(nth) + ":" + std::to_string(later));
        }
        tally.counts[point] += counted;
    }
    rounds.finish();
    const auto last = static_cast<int>(storage::migrations().size());
    for (int i = 0; i < kills; ++i)
        kill_migration(options, std::uniform_int_distribution<int>{1, last}(rounds.dice()), tally);
    return tally;
}

std::string failpoint_words(const Tally& tally)
{
    std::string words;
    for (const char* point : {"before_commit", "after_commit", "checkpoint", "migration"})
        words += (words.empty() ? "" : ", ") + grouped(tally.count(point)) + " kills at " + point;
    return words + "; " + grouped(tally.count("acknowledged")) + " acknowledged";
}

bool enough_at_failpoints(const Tally& tally, bool is_long)
{
    for (const char* point : {"before_commit", "after_commit", "checkpoint", "migration"})
        if (tally.count(point) < (is_long ? 50 : 5))
            return false;
    return true;
}

/// The liar must be found out; what it loses is what is wanted here.
Tally catch_the_liar(const Options& options)
{
    Tally found;
    if (options.liar.empty())
        return found;
    Tally lies;
    lies.expected = true;
    KillRounds rounds{options.liar, options.seed, lies};
    int kills = 0;
    const auto caught = [&] {
        return std::any_of(lies.wrongs.begin(), lies.wrongs.end(),
                           [](const std::string& wrong) { return wrong.starts_with("lost"); });
    };
    while (kills < liar_kills && !caught()) {
        rounds.round_at_an_answer(); // that is when a lie is not yet true
        ++kills;
    }
    found.counts["kills"] = kills;
    if (!caught())
        found.wrong("a build that answers before it commits was not found out");
    else
        found.counts["caught"] = 1;
    return found;
}

std::string liar_words(const Tally& tally)
{
    return "a build that answers before it commits: found out within " + grouped(tally.count("kills")) + " kills of " +
           std::to_string(liar_kills);
}

} // namespace

std::vector<Campaign> crash_campaigns()
{
    return {
        {"D1", 10, &kill_at_random, &kill_words,
         [](const Tally& tally, bool is_long) { return tally.count("kills") >= (is_long ? 10 : 1) * rounds_a_slice; }},
        {"D1b", 10, &kill_at_failpoints, &failpoint_words, &enough_at_failpoints},
        {"D1c", 1, &catch_the_liar, &liar_words, [](const Tally& tally, bool) { return tally.count("caught") == 1; }},
    };
}

} // namespace fingertip::safety

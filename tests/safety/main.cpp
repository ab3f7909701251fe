// fingertip_safety: breaks a running bot in every way it knows and compares the bot's own registers with its own
// ledger. Everything it starts is its own child on loopback, and ends with it.
#include "tests/safety/crashes.hpp"
#include "tests/safety/deliveries.hpp"
#include "tests/safety/observed.hpp"
#include "tests/safety/pauses.hpp"
#include "tests/safety/progress.hpp"
#include "tests/safety/redis_faults.hpp"
#include "tests/safety/restarts.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <random>

using namespace fingertip::safety;

namespace {

constexpr int most_seconds_a_slice = 15 * 60;

/// The protocol of campaign.hpp. Returns whether the promise did not fail.
bool say(const std::string& id, const std::string& words, const std::string& seed, std::size_t wrongs, Verdict verdict)
{
    const char* word = verdict == Verdict::pass ? "pass" : verdict == Verdict::fail ? "fail" : "not yet";
    std::cout << "SAFETY\t" << id << '\t' << words << '\t' << seed << '\t' << wrongs << '\t' << word << std::endl;
    return verdict != Verdict::fail;
}

/// The seed of a slice: one number makes them all, and one of them can be tried alone.
std::uint64_t seed_of(std::uint64_t seed, int slice)
{
    return seed + 1'000'003 * static_cast<std::uint64_t>(slice);
}

Tally run_slice(const Campaign& campaign, const Options& options)
{
    limit_time(most_seconds_a_slice);
    Tally tally;
    try {
        tally = campaign.run(options);
    } catch (const std::exception& why) {
        tally.wrong(std::string{"the campaign broke off: "} + why.what());
    }
    limit_time(0);
    observed().pour_into(tally);
    return tally;
}

/// Runs what is left of a campaign and says its line. `answers` gets what it was answered.
bool prove(const Campaign& campaign, Options options, Progress& progress, Tally& answers)
{
    const auto seed = options.seed;
    const int slices = options.is_long ? campaign.slices : 1;
    Tally sum;
    for (int slice = 0; slice < slices; ++slice) {
        if (!progress.has(campaign.id, slice)) {
            options.seed = seed_of(seed, slice);
            std::cout << campaign.id << ", slice " << slice + 1 << " of " << slices << ", seed " << options.seed
                      << std::endl;
            const auto began = std::chrono::steady_clock::now();
            const auto tally = run_slice(campaign, options);
            const auto took = std::chrono::steady_clock::now() - began;
            std::cout << campaign.id << ", slice " << slice + 1 << ": "
                      << std::chrono::duration_cast<std::chrono::seconds>(took).count() << " s, " << tally.wrongs.size()
                      << " wrong" << std::endl;
            progress.add(campaign.id, slice, tally);
        }
        sum.add(progress.of(campaign.id, slice));
    }
    answers.add(sum);
    const bool enough = campaign.enough(sum, options.is_long);
    const auto verdict = !sum.wrongs.empty() ? Verdict::fail : enough ? Verdict::pass : Verdict::not_yet;
    return say(campaign.id, campaign.words(sum), std::to_string(seed), sum.wrongs.size(), verdict);
}

std::vector<Campaign> all_campaigns()
{
    std::vector<Campaign> all;
    for (const auto& some :
         {crash_campaigns(), pause_campaigns(), restart_campaigns(), delivery_campaigns(), redis_campaigns()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

std::string milliseconds(std::int64_t us)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f ms", static_cast<double>(us) / 1000);
    return text;
}

/// E3, from every answer that came in: nothing of its own is sent.
bool prove_answer_times(const Tally& answers)
{
    const auto quiet = times_of(answers, Weather::quiet);
    const auto fault = times_of(answers, Weather::fault);
    const auto line = [](const char* name, const Times& times) {
        return grouped(times.count) + " answers " + name + ": p50 " + milliseconds(times.p50) + ", p99 " +
               milliseconds(times.p99) + ", p99.9 " + milliseconds(times.p999) + ", longest " +
               milliseconds(times.longest);
    };
    const bool slow = quiet.p99 > 200'000 || quiet.p999 > 1'000'000;
    const auto wrongs = static_cast<std::size_t>(quiet.beyond + fault.beyond + slow);
    const bool enough = quiet.count >= 10'000 && fault.count >= 10'000;
    return say("E3", line("in quiet", quiet) + "; " + line("under faults", fault), "-", wrongs,
               wrongs   ? Verdict::fail
               : enough ? Verdict::pass
                        : Verdict::not_yet);
}

bool prove_well_formed(const Tally& answers, bool is_long)
{
    const auto malformed = static_cast<std::size_t>(malformed_of(answers));
    const bool enough = replies_of(answers) >= (is_long ? 1'000'000 : 50'000);
    return say("E4", grouped(replies_of(answers)) + " replies read by expat", "-", malformed,
               malformed ? Verdict::fail
               : enough  ? Verdict::pass
                         : Verdict::not_yet);
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app{"Breaks a running bot and compares its registers with a ledger."};
    Options options;
    options.program = FINGERTIP_PROGRAM;
    std::string only;
    std::string progress_file;
    std::uint64_t seed = std::random_device{}();
    app.add_flag("--long", options.is_long, "the whole count, in slices");
    app.add_option("--seed", seed, "for everything that is random");
    app.add_option("--only", only, "one campaign");
    app.add_option("--liar", options.liar, "the program that answers before it commits");
    app.add_option("--progress", progress_file, "keeps the slices that are done; an unfinished run goes on");
    CLI11_PARSE(app, argc, argv);
    std::signal(SIGPIPE, SIG_IGN);

    Progress progress{progress_file};
    options.seed = progress.seed(seed);
    bool holds = true;
    Tally answers;
    std::size_t run = 0;
    for (const auto& campaign : all_campaigns())
        if (only.empty() || only == campaign.id) {
            holds &= prove(campaign, options, progress, answers);
            ++run;
        }
    if (run == 0) {
        std::cerr << "there is no campaign " << only << '\n';
        return 2;
    }
    holds &= prove_answer_times(answers);
    holds &= prove_well_formed(answers, options.is_long);
    return holds ? 0 : 1;
}

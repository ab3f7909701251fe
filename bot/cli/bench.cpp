#include "bot/bench/load.hpp"

#include "bot/bench/prepare.hpp"
#include "bot/bench/process.hpp"
#include "bot/cli/cli.hpp"
#include "bot/cli/playing.hpp"
#include "bot/operations/rows.hpp"
#include "storage/prepared_books.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <stdexcept>

namespace fingertip::bot::cli {

namespace {

struct Flags
{
    std::string config = "fingertip.toml";
    int members = 10'000;
    int days = 0;
    std::string text = storage::prepared_books::meeting_code;
    std::string expect;
    int first = 0;
    int messages = 1'000;
    int copies = 0;
    int connections = 64;
    int milliseconds = 0;
    int rate = 0;
    bool status_only = false;
    std::optional<int> port;
    std::optional<int> pid;
    std::string format = "table";
};

/// Every answer must be a genuine reply with the expected words, and a copy's answer the original's.
void verify(const bench::Answers& answers, const std::vector<bench::Message>& messages,
            const simulator::AccountSecrets& secrets, const std::string& expected)
{
    const platforms::EnvelopeCrypto crypto{secrets.token, secrets.encoding_aes_key, secrets.app_id};
    std::vector<std::string> said(messages.size());
    for (const auto& answer : answers.all) {
        const auto reply = answer.status == 200 ? bench::opened_reply(crypto, answer.body) : std::nullopt;
        if (!reply)
            throw std::runtime_error{"an answer is no genuine reply: status " + std::to_string(answer.status) + ", " +
                                     answer.body.substr(0, 300)};
        if (reply->find(expected) == std::string::npos)
            throw std::runtime_error{"a reply does not hold '" + expected + "':\n" + *reply};
        said[answer.message] = *reply;
    }
    for (const auto& answer : answers.all) {
        const auto& original = said[messages[answer.message].original];
        if (!original.empty() && said[answer.message] != original)
            throw std::runtime_error{"a message sent again was answered otherwise:\n" + original + "\n---\n" +
                                     said[answer.message]};
    }
}

void verify_status(const bench::Answers& answers)
{
    for (const auto& answer : answers.all)
        if (answer.status != 200)
            throw std::runtime_error{"an answer has status " + std::to_string(answer.status)};
}

std::string thousandths(double number)
{
    const auto rounded = std::llround(number * 1000);
    const auto rest = std::to_string(rounded % 1000);
    return std::to_string(rounded / 1000) + '.' + std::string(3 - rest.size(), '0') + rest;
}

Exit load(const Flags& flags)
{
    const Config config = load_config(flags.config);
    refuse_a_real_account(config, "fingertip bench load");
    const auto& platform = choose_platform(config, "");
    const auto secrets = secrets_of(platform);
    if (secrets.mode != platforms::WechatMode::secure)
        throw UsageError{"bench load speaks secure mode only: set mode = \"secure\""};
    if (flags.members < 1 || flags.messages < 1 || flags.connections < 1 || flags.copies < 0 || flags.copies > 100)
        throw UsageError{"--members, --messages and --connections are at least 1, --dup is a percentage"};
    const auto server = flags.port ? Endpoint{"127.0.0.1", static_cast<unsigned short>(*flags.port)}
                                   : webhook_listen(config, "fingertip bench load");

    const auto messages = bench::make_messages({.platform = platform.name,
                                                .text = flags.text,
                                                .members = flags.members,
                                                .first = flags.first,
                                                .messages = flags.messages,
                                                .copies_percent = flags.copies},
                                               secrets);
    const auto before = flags.pid ? bench::used_by(*flags.pid) : bench::Used{};
    const auto answers = bench::send(server, messages,
                                     {.connections = flags.connections,
                                      .seconds = flags.milliseconds / 1000.0,
                                      .per_second = static_cast<double>(flags.rate)});
    const auto after = flags.pid ? bench::used_by(*flags.pid) : bench::Used{};
    if (flags.status_only)
        verify_status(answers);
    else
        verify(answers, messages, secrets, flags.expect);

    std::vector<double> times;
    std::size_t copies = 0;
    for (const auto& answer : answers.all) {
        times.push_back(answer.ms);
        copies += messages[answer.message].original != answer.message;
    }
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
        return thousandths(times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))]);
    };
    const auto count = static_cast<double>(answers.all.size());
    const auto maybe = [&](Cell cell) { return flags.pid ? std::move(cell) : Cell{}; };
    print_rows(
        std::cout, flags.format,
        {{"answers", "copies", "seconds", "per_second", "p50_ms", "p99_ms", "p999_ms", "most_ms", "cpu_us", "pss_kib"},
         {{static_cast<long long>(answers.all.size()), static_cast<long long>(copies), thousandths(answers.seconds),
           std::llround(count / answers.seconds), at(0.5), at(0.99), at(0.999), at(1),
           maybe(thousandths((after.cpu_seconds - before.cpu_seconds) * 1e6 / count)),
           maybe(static_cast<long long>(after.pss_kib))}}});
    return Exit::done;
}

Command make_load(const std::shared_ptr<Flags>& flags)
{
    return {.name = "load",
            .summary =
                "sends signed, encrypted, different messages to a server of this machine and verifies every reply",
            .options = {config_option(flags->config),
                        {.name = "--members", .meaning = "of the prepared books", .target = &flags->members},
                        {.name = "--first", .meaning = "messages that earlier runs have sent", .target = &flags->first},
                        {.name = "--messages", .meaning = "different ones, at most", .target = &flags->messages},
                        {.name = "--text", .meaning = "what everybody says", .target = &flags->text},
                        {.name = "--expect", .meaning = "words that every reply must hold", .target = &flags->expect},
                        {.name = "--connections", .meaning = "kept alive", .target = &flags->connections},
                        {.name = "--milliseconds",
                         .meaning = "nothing is sent after that; 0: until all are sent",
                         .target = &flags->milliseconds},
                        {.name = "--rate",
                         .meaning = "messages due each second whatever the server does, timed from then; 0: each as "
                                    "soon as a connection is free",
                         .target = &flags->rate},
                        {.name = "--dup", .meaning = "percent of the messages sent again", .target = &flags->copies},
                        {.name = "--status-only",
                         .meaning = "for a server that knows no envelope: 200 is enough",
                         .target = &flags->status_only},
                        {.name = "--port",
                         .meaning = "of another server on 127.0.0.1; else the configuration's",
                         .target = &flags->port},
                        {.name = "--pid",
                         .meaning = "whose CPU time and memory to report, with its children's",
                         .target = &flags->pid},
                        format_option(flags->format)},
            .run = [flags] { return load(*flags); }};
}

Command make_prepare(const std::shared_ptr<Flags>& flags)
{
    return {.name = "prepare",
            .summary = "fills a new database with invented members, a past and an open meeting",
            .options = {config_option(flags->config),
                        {.name = "--members", .meaning = "bound full members of one branch", .target = &flags->members},
                        {.name = "--days",
                         .meaning = "of history: a meeting a day that all attended",
                         .target = &flags->days}},
            .run = [flags] {
                if (flags->members < 1 || flags->days < 0)
                    throw UsageError{"--members is at least 1, --days at least 0"};
                const Config config = load_config(flags->config);
                refuse_a_real_account(config, "fingertip bench prepare");
                bench::prepare(config, flags->members, flags->days,
                               [](const std::string& line) { std::cout << line << std::endl; });
                return Exit::done;
            }};
}

} // namespace

Command make_bench()
{
    auto flags = std::make_shared<Flags>();
    return {.name = "bench",
            .summary = "measures a server of this machine: the tools behind ./dev bench",
            .subcommands = {make_load(flags), make_prepare(flags)}};
}

} // namespace fingertip::bot::cli

// E1 and E2: the platform delivers one event several times, and different events that look alike.
#include "tests/safety/deliveries.hpp"

#include "tests/safety/clocked_server.hpp"
#include "tests/safety/hall.hpp"
#include "tests/support/branch.hpp"

#include <algorithm>
#include <numeric>
#include <random>

namespace fingertip::safety {

using Dice = std::mt19937_64;

namespace {

// ---- E1: nine hours of a clock that is moved, the first hour minute by minute and the rest in eighths of an hour.

constexpr int minutes = 60;
constexpr int bins = minutes + 8 * 8;
constexpr int most_copies = 5;
constexpr int events_a_slice = 20'000;
constexpr int long_slices = 5;
constexpr int restart_share = 10; ///< after one bin in so many

using Timetable = std::vector<std::vector<std::size_t>>; ///< deliveries by bin

std::int64_t seconds_of(int bin)
{
    return bin < minutes ? bin * 60 : 3600 + (bin - minutes) * 450;
}

int bin_of(std::int64_t seconds)
{
    return std::min(bins - 1, static_cast<int>(seconds < 3600 ? seconds / 60 : minutes + (seconds - 3600) / 450));
}

/// When a copy comes after the first: at once, as WeChat retries, as Feishu retries, or whenever within eight hours.
std::int64_t delay_of_copy(Dice& dice)
{
    constexpr std::int64_t usual[] = {0, 0, 5, 10, 15, 300, 3600, 6 * 3600, 8 * 3600};
    const auto pick = dice() % 12;
    return pick < std::size(usual) ? usual[pick] : static_cast<std::int64_t>(dice() % (8 * 3600));
}

/// One to five deliveries of an event whose first comes in `bin`; some in the very same moment.
void schedule(Timetable& table, std::size_t event, int bin, Dice& dice)
{
    const auto copies = dice() % most_copies;
    table[static_cast<std::size_t>(bin)].push_back(event);
    for (std::uint64_t i = 0; i < copies; ++i)
        table[static_cast<std::size_t>(bin_of(seconds_of(bin) + delay_of_copy(dice)))].push_back(event);
}

Timetable make_timetable(Hall& hall, Dice& dice)
{
    Timetable table(bins);
    auto& ledger = hall.ledger();
    const auto at = [&](int bin) { return hall.founded_at() + seconds_of(bin); };
    const auto& size = hall.size();
    for (int member = 0; member < size.members; ++member) {
        // A late copy of the leave, after it was taken back, must not ask again.
        const int asked = static_cast<int>(dice() % (minutes / 2));
        const int back = asked + 1 + static_cast<int>(dice() % (minutes / 2));
        schedule(table, ledger.add(hall.leave(member, at(asked))), asked, dice);
        schedule(table, ledger.add(hall.leave_back(member, at(back))), back, dice);
    }
    for (int meeting = 1; meeting <= size.meetings; ++meeting)
        for (int member = 0; member < size.members && ledger.size() < events_a_slice; ++member) {
            const int bin = static_cast<int>(dice() % minutes);
            schedule(table, ledger.add(hall.check_in(member, meeting, at(bin))), bin, dice);
        }
    for (auto& bin : table) {
        std::shuffle(bin.begin(), bin.end(), dice);
        // Every third moves next to a copy of itself, if there is one: two lanes take them in the same moment.
        for (std::size_t i = 0; i + 1 < bin.size(); i += 3)
            if (const auto twin = std::find(bin.begin() + static_cast<std::ptrdiff_t>(i) + 2, bin.end(), bin[i]);
                twin < bin.end())
                std::iter_swap(bin.begin() + static_cast<std::ptrdiff_t>(i) + 1, twin);
    }
    return table;
}

Tally deliver_again_and_again(const Options& options)
{
    Tally tally;
    Dice dice{options.seed};
    Hall hall{options.program, {.members = 1000, .meetings = 18, .hours_ahead = 20}};
    const auto table = make_timetable(hall, dice);
    ClockedServer server{hall.bot().config(), hall.founded_at()};
    for (int bin = 0; bin < bins; ++bin) {
        const auto& deliveries = table[static_cast<std::size_t>(bin)];
        server.set_clock(hall.founded_at() + seconds_of(bin));
        Load load{hall.ledger(), server.port(), hall.bot().secrets(), Weather::quiet};
        load.run(deliveries, {.lanes = 16, .per_second = 0});
        if (load.unanswered() > 0)
            tally.wrong(std::to_string(load.unanswered()) + " deliveries without an answer");
        tally.counts["deliveries"] += load.answers();
        if (dice() % restart_share == 0) {
            server.restart();
            ++tally.counts["restarts"];
        }
    }
    server.stop();
    hall.judge_everything(tally);
    for (std::size_t event = 0; event < hall.ledger().size(); ++event)
        tally.counts["events"] += hall.ledger().acknowledged(event);
    return tally;
}

std::string delivery_words(const Tally& tally)
{
    return grouped(tally.count("events")) + " events in " + grouped(tally.count("deliveries")) +
           " deliveries, 1 to 5 each, up to 8 h apart, " + grouped(tally.count("restarts")) + " restarts";
}

// ---- E2: pairs with one sender and one second.

constexpr int pairs = 10'000;

std::string event_xml(int member, std::int64_t at, const char* event, const std::string& key)
{
    return "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><FromUserName><![CDATA[" +
           tests::account_of(member) + "]]></FromUserName><CreateTime>" + std::to_string(at) +
           "</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[" + event +
           "]]></Event><EventKey><![CDATA[" + key + "]]></EventKey></xml>";
}

/// Two events of one member and one second that come to two meetings: two menu clicks, two scans, a follow by a code
/// and a scan, a click and a text.
std::pair<Message, Message> look_alikes(Hall& hall, int member, int kind)
{
    const auto at = hall.founded_at();
    const int meeting = 2 * kind + 1;
    std::pair pair{hall.check_in(member, meeting, at), hall.check_in(member, meeting + 1, at)};
    const auto scene = [](int number) { return "scene-" + std::to_string(number); };
    if (kind == 0 || kind == 3)
        pair.first.xml = event_xml(member, at, "CLICK", hall.code(meeting));
    if (kind == 0)
        pair.second.xml = event_xml(member, at, "CLICK", hall.code(meeting + 1));
    if (kind == 1)
        pair.first.xml = event_xml(member, at, "SCAN", scene(meeting));
    if (kind == 2)
        pair.first.xml = event_xml(member, at, "subscribe", "qrscene_" + scene(meeting));
    if (kind == 1 || kind == 2)
        pair.second.xml = event_xml(member, at, "SCAN", scene(meeting + 1));
    return pair;
}

Tally send_look_alikes(const Options& options)
{
    constexpr int kinds = 4;
    Tally tally;
    Dice dice{options.seed};
    Hall hall{options.program, {.members = pairs / kinds, .meetings = 2 * kinds}};
    std::vector<std::pair<std::size_t, std::size_t>> made;
    for (int kind = 0; kind < kinds; ++kind)
        for (int member = 0; member < hall.size().members; ++member) {
            auto [first, second] = look_alikes(hall, member, kind);
            const auto one = hall.ledger().add(std::move(first));
            made.emplace_back(one, hall.ledger().add(std::move(second)));
        }
    std::shuffle(made.begin(), made.end(), dice);
    std::vector<std::size_t> order;
    for (const auto& [first, second] : made) {
        const bool turned = dice() % 2 == 0;
        order.push_back(turned ? second : first);
        order.push_back(turned ? first : second);
    }
    hall.bot().start();
    for (int time = 0; time < 2; ++time) { // and the copies get the same answers
        Load load{hall.ledger(), hall.bot().port(), hall.bot().secrets(), Weather::quiet};
        load.run(order, {.lanes = 16, .per_second = 0});
        if (load.unanswered() > 0)
            tally.wrong(std::to_string(load.unanswered()) + " without an answer");
    }
    hall.judge_everything(tally);
    if (hall.bot().stop() != 0)
        tally.wrong("serve did not stop with 0");
    for (const auto& [first, second] : made)
        tally.counts["pairs"] += hall.ledger().acknowledged(first) && hall.ledger().acknowledged(second);
    return tally;
}

} // namespace

std::vector<Campaign> delivery_campaigns()
{
    return {
        {"E1", long_slices, &deliver_again_and_again, &delivery_words,
         [](const Tally& tally, bool is_long) {
             return tally.count("events") >= (is_long ? long_slices : 1) * events_a_slice;
         }},
        {"E2", 1, &send_look_alikes,
         [](const Tally& tally) {
             return grouped(tally.count("pairs")) +
                    " pairs of different events by one sender in one second, each delivered twice";
         },
         [](const Tally& tally, bool) { return tally.count("pairs") >= pairs; }},
    };
}

} // namespace fingertip::safety

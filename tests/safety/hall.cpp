#include "tests/safety/hall.hpp"

#include "tests/safety/books.hpp"
#include "tests/support/branch.hpp"

#include <ctime>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace fingertip::safety {

using tests::WechatSender;
using Kind = Message::Kind;

namespace {

/// Reasons that break what is careless with them, and how the answer repeats them: without what would turn the writing
/// round or make words tappable.
struct HardWord
{
    std::string said;
    std::string told;
};
const std::vector<HardWord> hard_words{
    {"值班", "值班"},
    {"]]>", "]]>"},
    {"a]]>b<![CDATA[c", "a]]>b<![CDATA[c"},
    {"<xml>&amp;</xml>", "<xml>&amp;</xml>"},
    {"\"'&<>", "\"'&<>"},
    {"👩‍👩‍👧‍👦🏳️‍🌈", "👩‍👩‍👧‍👦🏳️‍🌈"},
    {"\u202e反\u202c写", "反写"},
    {"é́́́", "é́́́"},
    {"𠮷野家", "𠮷野家"},
    {"{{member}}", "{{member}}"},
    {"'; DROP TABLE members; --", "'; DROP TABLE members; --"},
    {"%s%n%x", "%s%n%x"},
    {"Ω≈ç√∫˜µ≤≥÷", "Ω≈ç√∫˜µ≤≥÷"},
    {"⟦签到⟧", "签到"},
};

const HardWord& word_of(int member)
{
    return hard_words[static_cast<std::size_t>(member) % hard_words.size()];
}

/// As XML has it: a CDATA section cannot hold its own end.
std::string in_cdata(std::string text)
{
    for (auto at = text.find("]]>"); at != std::string::npos; at = text.find("]]>", at + 15))
        text.replace(at, 3, "]]]]><![CDATA[>");
    return text;
}

std::string who_where(const Message& message)
{
    return "member " + tests::member_no_of(message.member) + ", meeting " + std::to_string(message.meeting);
}

using Effect = std::tuple<Kind, std::int64_t, std::string>; // what, meeting, member_no

Effect effect_of(const Message& message)
{
    return {message.kind, message.meeting, tests::member_no_of(message.member)};
}

void count_attendance(const tests::BotProcess& bot, int meeting, std::map<Effect, int>& effects)
{
    for (const auto& row : exported(bot, "attendance", {"--meeting", std::to_string(meeting)})) {
        const auto status = row.text("status").value_or("");
        if (status == "present" || status == "late")
            ++effects[{Kind::check_in, meeting, row.text("member_no").value_or("")}];
    }
}

void count_leave(const tests::BotProcess& bot, int meeting, std::map<Effect, int>& effects)
{
    for (const auto& row : exported(bot, "leave", {"--meeting", std::to_string(meeting), "--reason", "safety"})) {
        const auto member = row.text("member_no").value_or("");
        ++effects[{Kind::leave, meeting, member}];
        if (row.text("state") == "withdrawn")
            ++effects[{Kind::leave_back, meeting, member}];
    }
}

} // namespace

Hall::Hall(const std::string& program, Size size)
    : size_{size}, now_{std::time(nullptr)}, bot_{std::make_unique<tests::BotProcess>(program)},
      codes_{tests::meeting_code}
{
    bot_->configure("[limits]\nmessages_per_minute = 10000\n");
    tests::found_branch(bot_->database(), bot_->key_file(), size_.members, now_);
    std::vector<tests::FurtherMeeting> further;
    for (int i = 1; i < size_.meetings; ++i) {
        codes_.push_back(std::to_string(500'000 + 7919 * i));
        further.push_back({codes_.back(), now_});
    }
    further.push_back({"999983", now_ + size_.hours_ahead * 3600});
    tests::add_meetings(bot_->database(), further, now_);
}

Message Hall::check_in(int member, int meeting, std::int64_t at)
{
    return {.xml = WechatSender::text_xml(tests::account_of(member), next_id_++, at, code(meeting)),
            .kind = Kind::check_in,
            .member = member,
            .meeting = meeting,
            .expected = "签到成功",
            .reply = {}};
}

Message Hall::leave(int member, std::int64_t at)
{
    const auto words =
        "请假 " + std::to_string(meeting_to_come()) + " " + word_of(member).said + std::to_string(member);
    return {.xml = WechatSender::text_xml(tests::account_of(member), next_id_++, at, in_cdata(words)),
            .kind = Kind::leave,
            .member = member,
            .meeting = meeting_to_come(),
            .expected = word_of(member).told + std::to_string(member),
            .reply = {}};
}

Message Hall::leave_back(int member, std::int64_t at)
{
    const auto words = "取消请假 " + std::to_string(meeting_to_come());
    return {.xml = WechatSender::text_xml(tests::account_of(member), next_id_++, at, words),
            .kind = Kind::leave_back,
            .member = member,
            .meeting = meeting_to_come(),
            .expected = "已取消请假",
            .reply = {}};
}

Message Hall::question(int member, std::int64_t at)
{
    return {.xml = WechatSender::text_xml(tests::account_of(member), next_id_++, at, "积分"),
            .kind = Kind::question,
            .member = member,
            .expected = "积分",
            .reply = {}};
}

void Hall::judge(std::span<const std::size_t> indices, Tally& tally)
{
    ledger_.confess(tally);
    std::set<int> asked;
    for (const auto index : indices)
        if (ledger_[index].kind != Kind::question)
            asked.insert(ledger_[index].meeting);
    std::map<Effect, int> effects;
    for (const int meeting : asked)
        meeting == meeting_to_come() ? count_leave(*bot_, meeting, effects) : count_attendance(*bot_, meeting, effects);
    for (const auto index : indices) {
        const auto& message = ledger_[index];
        if (message.kind == Kind::question)
            continue;
        const int found = effects[effect_of(message)];
        if (ledger_.acknowledged(index) && found == 0)
            tally.wrong("lost: " + who_where(message) + " was told \"" + message.reply + '"');
        if (found > 1)
            tally.wrong("doubled: " + who_where(message));
        if (message.sends == 0 && found != 0)
            tally.wrong("from nowhere: " + who_where(message));
    }
}

void Hall::judge_points(Tally& tally)
{
    std::map<Effect, int> entries;
    for (const auto& row : exported(*bot_, "points"))
        ++entries[{Kind::check_in, row.integer("subject").value_or(0), row.text("member_no").value_or("")}];
    std::map<std::int64_t, std::int64_t> came;
    for (std::size_t index = 0; index < ledger_.size(); ++index) {
        const auto& message = ledger_[index];
        if (message.kind != Kind::check_in)
            continue;
        const int found = entries[effect_of(message)];
        if (ledger_.acknowledged(index) ? found != 1 : found > (message.sends > 0))
            tally.wrong("points " + std::to_string(found) + " times for " + who_where(message));
        came[message.meeting] += found;
        entries.erase(effect_of(message));
    }
    for (const auto& [effect, count] : entries)
        if (count != 0)
            tally.wrong("points for what nobody sent: member " + std::get<2>(effect));
    for (const auto& row : exported(*bot_, "meetings")) {
        const auto id = row.integer("meeting_id").value_or(0);
        if (id != meeting_to_come() && row.integer("present") != came[id])
            tally.wrong("meeting " + std::to_string(id) + " counts another number of present members");
    }
    verify_points(*bot_, tally);
}

void Hall::judge_everything(Tally& tally)
{
    std::vector<std::size_t> all(ledger_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    judge(all, tally);
    judge_points(tally);
}

} // namespace fingertip::safety

#include "handlers/meetings/meeting_code.hpp"

#include "handlers/meetings/meeting_choice.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "handlers/meetings/turning_code.hpp"
#include "handlers/words/args.hpp"

#include <charconv>
#include <cstdint>

namespace fingertip::handlers {

using storage::Meeting;

namespace {

constexpr int draws = 50;
constexpr std::string_view purpose = "meeting_page";
constexpr std::string_view in_english = ".en";

std::string hex(std::string_view bytes)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        out += digits[value >> 4];
        out += digits[value & 15];
    }
    return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b)
{
    if (a.size() != b.size())
        return false;
    unsigned char difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= static_cast<unsigned char>(a[i] ^ b[i]);
    return difference == 0;
}

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

std::string code_now(const Meeting& meeting, storage::Time now)
{
    if (meeting.mode == "code")
        return meeting.code;
    if (meeting.mode == "turning")
        return turning_code(meeting.secret, now, meeting.code_digits);
    return {};
}

int seconds_left(const Meeting& meeting, storage::Time now)
{
    if (meeting.mode != "turning")
        return 0;
    return static_cast<int>(turn.count() - storage::seconds(now) % turn.count());
}

} // namespace

std::string new_code(storage::ReadTx& tx, storage::Time opens, storage::Time ends)
{
    std::string code;
    for (int draw = 0; draw < draws; ++draw) {
        std::uint32_t number = 0;
        for (const char byte : storage::random_bytes(4))
            number = number << 8 | static_cast<unsigned char>(byte);
        code = std::to_string(1'000'000 + number % 1'000'000).substr(1);
        if (storage::meetings::code_is_free(tx, code, opens, ends))
            break;
    }
    return code;
}

std::string new_scene()
{
    return hex(storage::random_bytes(16));
}

std::string new_meeting_secret()
{
    return storage::random_bytes(32);
}

std::string page_token(const storage::Vault& vault, storage::MeetingId meeting, storage::Time expires,
                       templates::Language language)
{
    auto signed_part = std::to_string(meeting.value) + '.' + std::to_string(storage::seconds(expires));
    if (language == templates::Language::en)
        signed_part += in_english;
    return signed_part + '.' + vault.sign(purpose, signed_part);
}

std::optional<PageAddress> check_page_token(const storage::Vault& vault, std::string_view token, storage::Time now)
{
    const auto last = token.rfind('.');
    const auto first = token.find('.');
    if (last == std::string_view::npos || first == last || token.size() > 100)
        return std::nullopt;
    auto signed_part = token.substr(0, last);
    if (!equal_in_constant_time(token.substr(last + 1), vault.sign(purpose, signed_part)))
        return std::nullopt;
    PageAddress address;
    if (signed_part.ends_with(in_english)) {
        address.language = templates::Language::en;
        signed_part.remove_suffix(in_english.size());
    }
    if (signed_part.size() <= first)
        return std::nullopt;
    const auto meeting = number(signed_part.substr(0, first));
    const auto expires = number(signed_part.substr(first + 1));
    if (!meeting || !expires || *expires <= storage::seconds(now))
        return std::nullopt;
    address.meeting = storage::MeetingId{*meeting};
    return address;
}

std::optional<CodePage> code_page(storage::ReadTx& tx, const storage::Vault& vault, std::string_view token,
                                  storage::Time now)
{
    const auto address = check_page_token(vault, token, now);
    if (!address)
        return std::nullopt;
    const auto meeting = storage::meetings::find(tx, vault, address->meeting);
    if (!meeting || meeting->status != "called" || meeting->ends_at <= now)
        return std::nullopt;
    CodePage page;
    page.language = address->language;
    page.kind = meeting->kind;
    page.org_name = meeting->org_name;
    page.topic = meeting->attendance_only ? "" : meeting->topic;
    page.place = meeting->place;
    page.mode = meeting->mode;
    page.code = code_now(*meeting, now);
    page.seconds_left = seconds_left(*meeting, now);
    page.scene = meeting->scene;
    page.open = meeting->opens_at <= now;
    page.opens_at = meeting->opens_at;
    page.starts_at = meeting->starts_at;
    page.ends_at = meeting->ends_at;
    page.present = meeting->present;
    page.due = meeting->due;
    return page;
}

Reply show_code(ReadContext& ctx, const Args& args)
{
    const auto choice = choose_meeting(ctx, args.number(), {Capability::call_meeting, Occasion::coming, "签到码"});
    if (!choice.meeting)
        return choice.instead;
    const auto& meeting = *choice.meeting;
    if (meeting.status != "called" || meeting.ends_at <= ctx.now)
        return ctx.say(Text::meeting_is_over, {{"number", meeting.id.value}});
    const MeetingWords words{ctx};
    auto reply = ctx.say(Text::meeting_code_head, {{"org", meeting.org_name}, {"line", words.line(meeting)}});
    const auto code = code_now(meeting, ctx.now);
    if (!code.empty())
        reply.text += "\n" + ctx.text(Text::meeting_code_code, {{"code", code},
                                                                {"seconds", seconds_left(meeting, ctx.now)},
                                                                {"turns", meeting.mode == "turning"}});
    else
        reply.text += "\n" + ctx.text(Text::meeting_code_mode, {{"mode", ctx.text(mode_text(meeting.mode))}});
    if (meeting.opens_at > ctx.now)
        reply.text +=
            "\n" + ctx.text(Text::meeting_code_opens, {{"time", ctx.around.zone.time_of_day(meeting.opens_at)}});
    if (!ctx.around.settings.public_url.empty())
        reply.text +=
            "\n" + ctx.text(Text::meeting_code_page,
                            {{"url", ctx.around.settings.public_url + "/meeting/" +
                                         page_token(ctx.around.vault, meeting.id, meeting.ends_at, ctx.language())}});
    return reply;
}

} // namespace fingertip::handlers

#include "handlers/meetings/check_in.hpp"

#include "handlers/meetings/geography.hpp"
#include "handlers/meetings/officer_entry.hpp"
#include "handlers/meetings/quorum.hpp"
#include "handlers/meetings/turning_code.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/confirming.hpp"
#include "storage/meetings/check_ins.hpp"
#include "storage/meetings/roll.hpp"
#include "storage/outbox.hpp"
#include "storage/people/location_consents.hpp"
#include "storage/points.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace fingertip::handlers {

namespace check_ins = storage::check_ins;
namespace points = storage::points;

using check_ins::Open;

namespace {

/// More wrong codes than this in one meeting and minute are an attack: the code gets longer.
constexpr std::int64_t attack_per_minute = 100;
constexpr int long_code = 8;

bool is_here(const Open& open)
{
    return open.status == "present" || open.status == "late";
}

bool takes_codes(const Open& open)
{
    return open.mode == "code" || open.mode == "turning";
}

bool code_is_right(const ReadContext& ctx, const Open& open, std::string_view code)
{
    if (open.mode == "turning")
        return turning_code_is_valid(open.secret, ctx.sent_at, open.code_digits, code);
    return open.mode == "code" && code == open.code;
}

const Open* first_pending(const std::vector<Open>& open, std::string_view mode)
{
    const auto found =
        std::find_if(open.begin(), open.end(), [&](const Open& one) { return one.mode == mode && !is_here(one); });
    return found == open.end() ? nullptr : &*found;
}

Reply already(Context& ctx, const Open& open)
{
    return ctx.say(Text::check_in_again, {{"time", ctx.around.zone.time_of_day(open.at)}});
}

/// What the arrival means for a vote; empty for a meeting that decides nothing or is not counted yet.
std::string vote_sentence(Context& ctx, const Open& open, const check_ins::Standing& standing)
{
    const auto rules = quorum_rules(open.kind);
    if (rules.empty() || !standing.listed)
        return {};
    const auto& rule = rules.front();
    const auto vote = quorum_standing(rule, standing.voters_due, standing.voters_present);
    const bool meets = rule.matter == Matter::hold_committee;
    if (vote.missing > 0)
        return ctx.text(meets ? Text::check_in_meeting_short : Text::check_in_vote_short, {{"missing", vote.missing}});
    return ctx.text(meets ? Text::check_in_meeting_enough : Text::check_in_vote_enough);
}

/// The one place where somebody becomes present: fact, points, and a sentence that means something.
Reply come(Context& ctx, const Open& open, std::string_view method)
{
    const auto& who = ctx.speaker;
    const auto standing =
        check_ins::record(ctx.tx, open, who.member, who.home, who.host, who.category, method, ctx.sent_at);
    if (!standing)
        return already(ctx, open);
    points::award(ctx.tx, who.member, "meeting_attended", open.meeting.value, ctx.around.zone.period(open.day),
                  ctx.now);
    auto reply = ctx.say(Text::check_in_done, {{"place", standing->place}, {"late", standing->late}});
    reply.text += vote_sentence(ctx, open, *standing);
    return reply;
}

/// An open meeting of others whose code this is.
std::optional<Open> of_others(ReadContext& ctx, std::string_view code)
{
    if (auto fixed = check_ins::open_by_code(ctx.tx, code, ctx.sent_at))
        return fixed;
    for (auto& turning : check_ins::open_turning(ctx.tx, ctx.sent_at))
        if (code_is_right(ctx, turning, code))
            return std::move(turning);
    return std::nullopt;
}

Reply wrong_code(Context& ctx, const std::vector<Open>& open)
{
    // It was tried on the meetings of others as well.
    check_ins::guest_guessed_wrong(ctx.tx, ctx.incoming.platform, ctx.incoming.account, ctx.now);
    for (const auto& one : open) {
        if (!takes_codes(one))
            continue;
        const auto in_minute =
            check_ins::guessed_wrong(ctx.tx, one.meeting, ctx.incoming.platform, ctx.incoming.account, ctx.now);
        if (in_minute <= attack_per_minute || one.code_digits >= long_code)
            continue;
        const auto caller = check_ins::lengthen_code(ctx.tx, one.meeting, turning_code(one.secret, ctx.now, long_code));
        storage::outbox::post_news(ctx.tx, caller, "meeting_attacked", one.meeting.value, ctx.now, one.ends_at);
    }
    return ctx.say(Text::check_in_wrong_code);
}

/// Nothing is open for this member: when it will be, or that it is over.
Reply nothing_open(Context& ctx)
{
    const auto shut = check_ins::nearest(ctx.tx, ctx.speaker.member, ctx.sent_at);
    if (shut && shut->called && shut->opens_at > ctx.sent_at)
        return ctx.say(Text::check_in_too_early, {{"time", ctx.around.zone.time_of_day(shut->opens_at)}});
    if (shut && shut->ends_at <= ctx.sent_at) {
        if (shut->status == "present" || shut->status == "late")
            return ctx.say(Text::check_in_over_present);
        return ctx.say(Text::check_in_over);
    }
    return ctx.say(Text::check_in_nothing_open);
}

/// A guest: not on any list, but standing in the room and reading the code.
Reply try_as_guest(Context& ctx, std::string_view code)
{
    if (check_ins::guest_is_paused(ctx.tx, ctx.incoming.platform, ctx.incoming.account, ctx.now))
        return ctx.say(Text::check_in_paused);
    if (const auto open = of_others(ctx, code))
        return come(ctx, *open, "code");
    check_ins::guest_guessed_wrong(ctx.tx, ctx.incoming.platform, ctx.incoming.account, ctx.now);
    return nothing_open(ctx);
}

Reply ask_for_place(Context& ctx)
{
    if (storage::location_consents::given(ctx.tx, ctx.speaker.member))
        return ctx.say(Text::check_in_send_place);
    ctx.talk.dialogue = AskLocationConsent{};
    return ctx.say(Text::check_in_location_consent);
}

Reply without_code(Context& ctx, const std::vector<Open>& open)
{
    if (const auto* free = first_pending(open, "open"))
        return come(ctx, *free, "open");
    if (first_pending(open, "location"))
        return ask_for_place(ctx);
    if (!first_pending(open, "code") && !first_pending(open, "turning"))
        return ctx.say(Text::check_in_needs_scan);
    ctx.talk.dialogue = AskCode{};
    return ctx.say(Text::check_in_ask_code);
}

Reply with_code(Context& ctx, const std::vector<Open>& open, std::string_view code)
{
    for (const auto& one : open)
        if (one.paused_until > ctx.now)
            return ctx.say(Text::check_in_paused);
    for (const auto& one : open)
        if (code_is_right(ctx, one, code))
            return come(ctx, one, "code");
    if (const auto* free = first_pending(open, "open"))
        return come(ctx, *free, "open");
    if (!check_ins::guest_is_paused(ctx.tx, ctx.incoming.platform, ctx.incoming.account, ctx.now))
        if (const auto others = of_others(ctx, code))
            return come(ctx, *others, "code");
    if (std::none_of(open.begin(), open.end(), [](const Open& one) { return takes_codes(one); })) {
        check_ins::guest_guessed_wrong(ctx.tx, ctx.incoming.platform, ctx.incoming.account, ctx.now);
        return first_pending(open, "location") ? ask_for_place(ctx) : ctx.say(Text::check_in_needs_scan);
    }
    return wrong_code(ctx, open);
}

std::vector<Open> open_for_speaker(Context& ctx)
{
    return check_ins::open_for(ctx.tx, ctx.speaker.member, ctx.incoming.platform, ctx.incoming.account, ctx.sent_at);
}

constexpr std::array<std::string_view, 4> agreeing{"同意", "同意定位", "agree", "agree location"};
constexpr std::array<std::string_view, 2> refusing{"不同意", "disagree"};

} // namespace

Reply check_in(Context& ctx, const Args& args)
{
    // Whoever was asked for the code and sends it has answered, also where the router took it for a fresh command.
    if (ctx.talk.parked && std::holds_alternative<AskCode>(*ctx.talk.parked))
        ctx.talk.parked.reset();
    const auto code = args.code();
    if (!code && !args.empty() && may_enter_for_others(ctx))
        return enter_for_other(ctx, args);
    const auto open = open_for_speaker(ctx);
    if (open.empty())
        return code ? try_as_guest(ctx, *code) : nothing_open(ctx);
    if (std::all_of(open.begin(), open.end(), is_here) && (!code || code_is_right(ctx, open.front(), *code)))
        return already(ctx, open.front());
    return code ? with_code(ctx, open, *code) : without_code(ctx, open);
}

Reply check_in_by_scene(Context& ctx, std::string_view scene)
{
    const auto open = check_ins::open_by_scene(ctx.tx, scene, ctx.speaker.member, ctx.incoming.platform,
                                               ctx.incoming.account, ctx.sent_at);
    if (open)
        return come(ctx, *open, "scan");
    const auto shut = check_ins::by_scene(ctx.tx, scene);
    if (!shut)
        return {};
    if (shut->called && shut->opens_at > ctx.sent_at)
        return ctx.say(Text::check_in_too_early, {{"time", ctx.around.zone.time_of_day(shut->opens_at)}});
    const auto own = storage::roll::find(ctx.tx, ctx.around.vault, shut->meeting, ctx.speaker.member);
    const bool came = own && (own->status == "present" || own->status == "late");
    return ctx.say(came ? Text::check_in_over_present : Text::check_in_over);
}

Reply check_in_by_place(Context& ctx)
{
    const auto open = open_for_speaker(ctx);
    const auto* here = first_pending(open, "location");
    if (!here || !ctx.incoming.place)
        return ctx.incoming.unasked ? Reply{} : ctx.say(Text::location_not_asked);
    if (!storage::location_consents::given(ctx.tx, ctx.speaker.member))
        return ctx.incoming.unasked ? Reply{} : ask_for_place(ctx);
    const auto& place = *ctx.incoming.place;
    if (is_near(place, here->latitude, here->longitude, static_cast<double>(here->radius_m)))
        return come(ctx, *here, "location");
    if (ctx.incoming.unasked)
        return {};
    const auto away = distance_m(place.latitude, place.longitude, here->latitude, here->longitude);
    return ctx.say(Text::check_in_too_far, {{"metres", std::lround(away / 10) * 10}});
}

bool place_may_count(ReadContext& ctx)
{
    if (!ctx.speaker.member || !ctx.incoming.place)
        return false;
    const auto listed =
        check_ins::listed_for(ctx.tx, ctx.speaker.member, ctx.incoming.platform, ctx.incoming.account, ctx.sent_at);
    const auto* here = first_pending(listed, "location");
    if (!here)
        return listed.empty() && check_ins::list_is_due(ctx.tx, ctx.sent_at);
    return is_near(*ctx.incoming.place, here->latitude, here->longitude, static_cast<double>(here->radius_m)) &&
           storage::location_consents::given(ctx.tx, ctx.speaker.member);
}

bool is_open_code(ReadContext& ctx, std::string_view code)
{
    return of_others(ctx, code).has_value();
}

bool accepts(const AskCode&, const Args& said)
{
    return said.code().has_value();
}

Reply answer(Context& ctx, const AskCode&, const Args& said)
{
    ctx.talk.dialogue.reset();
    return check_in(ctx, said);
}

bool accepts(const AskLocationConsent&, const Args& said)
{
    return says_one_of(said.rest(), agreeing) || says_one_of(said.rest(), refusing);
}

Reply answer(Context& ctx, const AskLocationConsent&, const Args& said)
{
    ctx.talk.dialogue.reset();
    if (says_one_of(said.rest(), refusing))
        return ctx.say(Text::check_in_location_refused);
    storage::location_consents::give(ctx.tx, ctx.speaker.member, ctx.now);
    return ctx.say(Text::check_in_send_place);
}

} // namespace fingertip::handlers

#include "handlers/people/binding_intent.hpp"

#include "handlers/meetings/check_in.hpp"
#include "handlers/words/args.hpp"
#include "storage/meetings/check_ins.hpp"

#include <charconv>

namespace fingertip::handlers {

namespace check_ins = storage::check_ins;

namespace {

constexpr std::string_view said_mark = " said ";
constexpr std::string_view scene_mark = " scene ";

struct Intent
{
    storage::Time came_at{};
    bool scanned = false;
    std::string what; ///< the scene, or what stood behind 签到
};

Intent read(std::string_view kept)
{
    Intent intent;
    std::int64_t seconds = 0;
    const auto end = std::from_chars(kept.data(), kept.data() + kept.size(), seconds).ptr;
    kept.remove_prefix(static_cast<std::size_t>(end - kept.data()));
    intent.came_at = storage::from_seconds(seconds);
    intent.scanned = kept.starts_with(scene_mark);
    intent.what = kept.substr(std::min(kept.size(), intent.scanned ? scene_mark.size() : said_mark.size()));
    return intent;
}

/// Whether it can be done as of `ctx.sent_at`.
bool is_open(Context& ctx, const Intent& intent)
{
    const auto& from = ctx.incoming;
    const auto member = ctx.speaker.member;
    if (intent.scanned)
        return check_ins::open_by_scene(ctx.tx, intent.what, member, from.platform, from.account, ctx.sent_at)
            .has_value();
    return !check_ins::open_for(ctx.tx, member, from.platform, from.account, ctx.sent_at).empty() ||
           is_open_code(ctx, intent.what);
}

bool is_open_at(Context& ctx, const Intent& intent, storage::Time at)
{
    ctx.sent_at = at;
    return is_open(ctx, intent);
}

/// Whether the meeting it came for was open then and is open still, so that it counts from then.
bool counts_from_then(Context& ctx, const Intent& intent)
{
    return is_open_at(ctx, intent, ctx.now) && is_open_at(ctx, intent, intent.came_at);
}

} // namespace

std::string check_in_intent(std::string_view said, storage::Time came_at)
{
    return std::to_string(storage::seconds(came_at)) + std::string{said_mark} + std::string{said};
}

std::string scene_intent(std::string_view scene, storage::Time came_at)
{
    return std::to_string(storage::seconds(came_at)) + std::string{scene_mark} + std::string{scene};
}

Reply carry_out(Context& ctx, std::string_view kept)
{
    const auto intent = read(kept);
    const auto sent_at = ctx.sent_at;
    const bool as_of_then = counts_from_then(ctx, intent);
    ctx.sent_at = as_of_then ? intent.came_at : sent_at;
    Reply reply = intent.scanned ? check_in_by_scene(ctx, intent.what) : check_in(ctx, Args{intent.what});
    ctx.sent_at = sent_at;
    return reply.silent() ? ctx.say(Text::scene_unknown) : reply;
}

std::string with_later(Context& ctx, storage::MemberId member, const std::string& before, const std::string& later)
{
    if (before.empty())
        return later;
    const auto first = read(before);
    const auto second = read(later);
    const bool names_nothing = !second.scanned && second.what.empty();
    if (!names_nothing && (second.what != first.what || second.scanned != first.scanned))
        return later;
    auto claimed = ctx.speaker;
    claimed.member = member;
    Talk talk;
    Context theirs{ctx.around, ctx.tx, ctx.incoming, claimed, talk, ctx.now};
    return counts_from_then(theirs, first) ? before : later;
}

std::string carry_out_for(Context& ctx, std::string_view platform, std::string_view account, std::string_view intent)
{
    Incoming incoming;
    incoming.platform = platform;
    incoming.account = account;
    incoming.platform_time = ctx.sent_at;
    incoming.received_at = ctx.incoming.received_at;
    auto speaker = storage::speakers::recognise(ctx.tx, ctx.around.vault, platform, account, ctx.now);
    Talk talk;
    Context theirs{ctx.around, ctx.tx, incoming, speaker, talk, ctx.now};
    return carry_out(theirs, intent).text;
}

} // namespace fingertip::handlers

#include "handlers/timers.hpp"

#include "handlers/meetings/meeting_timers.hpp"
#include "handlers/meetings/minutes.hpp"
#include "storage/audit.hpp"
#include "storage/dead_letters.hpp"
#include "storage/inbox.hpp"
#include "storage/retention.hpp"

#include <array>
#include <utility>

namespace fingertip::handlers {

namespace {

using storage::timers::Timer;

/// Kept a little longer than an event is worked on: the platform's clock, which says how old it is, may be ahead of
/// ours.
constexpr std::chrono::hours inbox_margin{1};
/// A bounded bite a round: a unit holds the only writer.
constexpr std::int64_t rows_a_round = 2000;

void tidy(TimerContext& ctx, const Timer&)
{
    const auto gone =
        storage::inbox::forget(ctx.tx, ctx.now - ctx.around.settings.inbox_kept - inbox_margin, rows_a_round);
    storage::dead_letters::forget(ctx.tx, ctx.now - ctx.around.settings.dead_letters_kept);
    const auto pause = gone == rows_a_round ? std::chrono::seconds{1} : std::chrono::seconds{300};
    storage::timers::set(ctx.tx, "tidy", 0, ctx.now + pause);
}

void seal_audit(TimerContext& ctx, const Timer&)
{
    storage::audit::seal(ctx.tx, ctx.now);
    storage::timers::set(ctx.tx, "seal_audit", 0, ctx.now + std::chrono::seconds{60});
}

/// How long what has served its purpose is kept; docs/personal_data.md says so to people.
constexpr std::chrono::hours letters_kept{7 * 24};
constexpr std::chrono::hours conversations_kept{7 * 24};
constexpr std::chrono::hours wrong_codes_kept{24};
constexpr std::chrono::hours binding_failures_kept{1};
constexpr std::chrono::hours invitations_kept{30 * 24};

/// Bites of a few milliseconds; a hundred thousand accounts are gone through in less than an hour.
void forget(TimerContext& ctx, const Timer& timer)
{
    namespace retention = storage::retention;
    auto place = timer.position;
    retention::forget_letters(ctx.tx, ctx.now - letters_kept, place, rows_a_round);
    retention::forget_conversations(ctx.tx, ctx.now - conversations_kept, rows_a_round);
    retention::forget_wrong_codes(ctx.tx, ctx.now - wrong_codes_kept, rows_a_round);
    retention::forget_binding_failures(ctx.tx, ctx.now - binding_failures_kept, rows_a_round);
    retention::forget_invitations(ctx.tx, ctx.now - invitations_kept, rows_a_round);
    storage::timers::set(ctx.tx, "forget", 0, ctx.now + std::chrono::seconds{60}, place);
}

void forget_guests(TimerContext& ctx, const Timer&)
{
    storage::retention::forget_guests_wrong_codes(ctx.tx, ctx.now);
    storage::timers::set(ctx.tx, "forget_guests", 0, ctx.now + std::chrono::hours{24});
}

using Work = void (*)(TimerContext&, const Timer&);
constexpr std::array<std::pair<std::string_view, Work>, 13> works{{
    {"meeting_lists", &meeting_opens},
    {"meeting_opens", &meeting_opens},
    {"meeting_starts", &meeting_starts},
    {"meeting_ends", &meeting_ends},
    {"meeting_called", &meeting_news},
    {"meeting_moved", &meeting_news},
    {"meeting_cancelled", &meeting_news},
    {"absences_told", [](TimerContext&, const Timer&) {}}, // its being set was all
    {"minutes_lock", &minutes_lock},
    {"tidy", &tidy},
    {"forget", &forget},
    {"forget_guests", &forget_guests},
    {"seal_audit", &seal_audit},
}};

} // namespace

void fire(TimerContext& ctx, const Timer& timer)
{
    for (const auto& [kind, work] : works)
        if (kind == timer.kind)
            return work(ctx, timer);
}

void set_standing_timers(storage::Tx& tx, storage::Time now)
{
    storage::timers::set(tx, "tidy", 0, now + std::chrono::seconds{60});
    if (!storage::timers::find(tx, "forget_guests", 0)) // a start must not put it off
        storage::timers::set(tx, "forget_guests", 0, now + std::chrono::hours{24});
    storage::timers::set(tx, "forget", 0, now + std::chrono::seconds{90});
    storage::timers::set(tx, "seal_audit", 0, now + std::chrono::seconds{60});
}

} // namespace fingertip::handlers

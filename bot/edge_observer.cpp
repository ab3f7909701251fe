#include "bot/edge_observer.hpp"

#include "bot/log.hpp"

namespace fingertip::bot {

namespace {

Outcome outcome_of(const Answer& answer)
{
    if (answer.outcome == "done")
        return answer.reply.silent() ? Outcome::silent : Outcome::answered;
    if (answer.outcome == "repeated")
        return Outcome::repeated;
    if (answer.outcome == "busy")
        return Outcome::busy;
    if (answer.outcome == "abandoned")
        return Outcome::late;
    if (answer.outcome == "flooded")
        return Outcome::limited;
    return answer.outcome == "failed" ? Outcome::failed : Outcome::silent;
}

} // namespace

EdgeObserver::EdgeObserver(Metrics& metrics, const Config& config) : metrics_{metrics}
{
    for (const auto& platform : config.platforms)
        platforms_.emplace(platform.name, &metrics.platform(platform.name));
}

void EdgeObserver::refused(const platforms::Platform& platform, platforms::Cause cause)
{
    of(platform.name()).refused(cause);
}

void EdgeObserver::unusable(const platforms::Platform& platform, platforms::Cause cause)
{
    of(platform.name()).dead_letter(cause);
}

void EdgeObserver::answered(const handlers::Incoming& incoming, const Answer& answer, std::chrono::microseconds took)
{
    auto& platform = of(incoming.platform);
    platform.message(metrics_.command(answer.command), outcome_of(answer));
    platform.handled(took);
    if (answer.outcome == "repeated")
        platform.duplicate(); // its stamp is the first delivery's, which tells nothing of the clocks
    else if (incoming.platform_time.time_since_epoch().count() > 0)
        platform.set_clock_ahead(incoming.received_at - incoming.platform_time);
    log::info("message", {{"platform", incoming.platform},
                          {"trace", log::hashed(incoming.delivery_id)},
                          {"who", log::hashed(incoming.account)},
                          {"kind", incoming.kind},
                          {"command", answer.command},
                          {"outcome", answer.outcome},
                          {"ms", static_cast<double>(took.count()) / 1000.0}});
}

} // namespace fingertip::bot

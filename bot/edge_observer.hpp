#pragma once

#include "bot/config.hpp"
#include "bot/metrics.hpp"
#include "bot/webhook.hpp"

#include <map>
#include <string>

namespace fingertip::bot {

/// Counts at the edge and writes the one log line a message: no text, no name, ids hashed.
class EdgeObserver final : public WebhookObserver
{
public:
    EdgeObserver(Metrics& metrics, const Config& config);

    void refused(const platforms::Platform& platform, platforms::Cause cause) override;
    void unusable(const platforms::Platform& platform, platforms::Cause cause) override;
    void answered(const handlers::Incoming& incoming, const Answer& answer, std::chrono::microseconds took) override;

private:
    PlatformMetrics& of(const std::string& name) { return *platforms_.at(name); }

    Metrics& metrics_;
    std::map<std::string, PlatformMetrics*> platforms_;
};

} // namespace fingertip::bot

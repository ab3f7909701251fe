#pragma once

#include "bot/dispatcher.hpp"
#include "bot/http_message.hpp"
#include "bot/platforms/platform.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <string_view>
#include <vector>

namespace fingertip::bot {

/// What happened at the edge, for counters and the one log line a message.
class WebhookObserver
{
public:
    virtual ~WebhookObserver() = default;
    virtual void refused(const platforms::Platform& platform, platforms::Cause cause) = 0;
    virtual void unusable(const platforms::Platform& platform, platforms::Cause cause) = 0;
    virtual void answered(const handlers::Incoming& incoming, const Answer& answer, std::chrono::microseconds took) = 0;
};

/// The whole edge on one screen: path → platform; verify, decode, dispatch, encode.
class Webhooks
{
public:
    Webhooks(std::vector<std::unique_ptr<platforms::Platform>> platforms, Dispatcher& dispatcher,
             WebhookObserver& observer)
        : platforms_{std::move(platforms)}, dispatcher_{dispatcher}, observer_{observer}
    {
    }

    /// Answers /webhooks/NAME; 404 for a name that is not configured.
    boost::asio::awaitable<HttpResponse> handle(HttpRequest request);

private:
    const platforms::Platform* find(std::string_view path) const;

    std::vector<std::unique_ptr<platforms::Platform>> platforms_;
    Dispatcher& dispatcher_;
    WebhookObserver& observer_;
};

} // namespace fingertip::bot

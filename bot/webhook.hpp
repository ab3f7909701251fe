#pragma once

#include "bot/dispatcher.hpp"
#include "bot/http_message.hpp"
#include "bot/platforms/platform.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
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

/// The configured accounts. One whose secrets are changing is there twice in a row under the same name, first as it is
/// now, then as it was.
using Accounts = std::vector<std::unique_ptr<platforms::Platform>>;

/// The whole edge on one screen: path → platform; verify, decode, dispatch, encode. Event-loop thread only.
class Webhooks
{
public:
    Webhooks(Accounts accounts, Dispatcher& dispatcher, WebhookObserver& observer)
        : accounts_{std::make_shared<const Accounts>(std::move(accounts))}, dispatcher_{dispatcher}, observer_{observer}
    {
    }

    /// Answers /webhooks/NAME; 404 for a name that is not configured. Who is believed by its former secrets is answered
    /// with those.
    boost::asio::awaitable<HttpResponse> handle(HttpRequest request);

    /// From the next request on; those under way end with the accounts they began with.
    void use(Accounts accounts) { accounts_ = std::make_shared<const Accounts>(std::move(accounts)); }

private:
    std::shared_ptr<const Accounts> accounts_;
    Dispatcher& dispatcher_;
    WebhookObserver& observer_;
};

} // namespace fingertip::bot

#pragma once

#include "bot/http_message.hpp"
#include "bot/installation.hpp"
#include "bot/scene_codes.hpp"
#include "storage/database.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>

namespace fingertip::bot {

/// The full-screen page of a meeting for the projector: a big code and a QR picture, behind a signed, expiring address.
///
/// /meeting/TOKEN is the page, /meeting/TOKEN/now its state as JSON (asked every few seconds), /meeting/TOKEN/qr the
/// picture, /pages/… its style and script; all in the language that the token names. A token that is not ours, or
/// expired, is 404 like everything else.
class MeetingCodePage
{
public:
    /// `scenes` may be null: then there is no picture to scan and the code is typed.
    MeetingCodePage(storage::Database& database, std::shared_ptr<const Installation> installation, SceneCodes* scenes,
                    std::function<storage::Time()> clock)
        : database_{database}, installation_{std::move(installation)}, scenes_{scenes}, clock_{std::move(clock)}
    {
    }

    boost::asio::awaitable<HttpResponse> handle(HttpRequest request);

    /// Takes over what a reload has made.
    void use(std::shared_ptr<const Installation> installation) { installation_ = std::move(installation); }

private:
    storage::Database& database_;
    std::shared_ptr<const Installation> installation_;
    SceneCodes* scenes_;
    std::function<storage::Time()> clock_;
};

} // namespace fingertip::bot

#include "bot/webhook.hpp"

#include <memory>
#include <string_view>
#include <variant>

namespace fingertip::bot {

namespace asio = boost::asio;

namespace {

constexpr std::string_view prefix = "/webhooks/";

HttpResponse empty(int status)
{
    HttpResponse response;
    response.status = status;
    return response;
}

HttpResponse encode(const platforms::Platform& platform, const handlers::Incoming& incoming, const Answer& answer)
{
    switch (answer.kind) {
    case Answer::Kind::reply:
        return answer.reply.silent() ? platform.acknowledge() : platform.encode(answer.reply, incoming);
    case Answer::Kind::retry:
        return empty(503);
    case Answer::Kind::abandon: {
        HttpResponse response;
        response.abandon = true;
        return response;
    }
    }
    return empty(500);
}

/// A request as somebody who may have sent it, and who that is.
struct Heard
{
    const platforms::Platform* platform = nullptr; ///< null: nobody has that name
    platforms::Decoded decoded = platforms::Refused{};
};

/// The account of that path by its secrets of now, else by those before; when nobody believes it, refused by the first.
Heard hear(const Accounts& accounts, const HttpRequest& request)
{
    Heard heard;
    if (!request.path.starts_with(prefix))
        return heard;
    const auto name = std::string_view{request.path}.substr(prefix.size());
    for (const auto& account : accounts) {
        if (account->name() != name)
            continue;
        auto decoded = account->decode(request);
        const bool believed = !std::holds_alternative<platforms::Refused>(decoded);
        if (believed || !heard.platform)
            heard = {account.get(), std::move(decoded)};
        if (believed)
            break;
    }
    return heard;
}

} // namespace

asio::awaitable<HttpResponse> Webhooks::handle(HttpRequest request)
{
    const auto began = std::chrono::steady_clock::now();
    const auto accounts = accounts_; // a reload may replace them meanwhile
    auto heard = hear(*accounts, request);
    const auto* platform = heard.platform;
    if (!platform)
        co_return empty(404);
    auto& decoded = heard.decoded;
    if (const auto* refused = std::get_if<platforms::Refused>(&decoded)) {
        observer_.refused(*platform, refused->cause);
        co_return empty(403);
    }
    if (auto* verification = std::get_if<platforms::Verification>(&decoded))
        co_return std::move(verification->response);
    if (auto* unusable = std::get_if<platforms::Unusable>(&decoded)) {
        observer_.unusable(*platform, unusable->cause);
        co_await dispatcher_.keep_dead_letter(platform->name(), platforms::name(unusable->cause),
                                              std::move(unusable->body));
        co_return platform->acknowledge();
    }
    const auto& incoming = std::get<handlers::Incoming>(decoded);
    const Answer answer = co_await dispatcher_.dispatch(incoming, platform->capabilities());
    HttpResponse response = encode(*platform, incoming, answer);
    observer_.answered(incoming, answer,
                       std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began));
    co_return response;
}

} // namespace fingertip::bot

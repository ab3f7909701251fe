#include "bot/platforms/wechat_api.hpp"

#include "storage/json.hpp"

#include <algorithm>

namespace fingertip::bot::platforms {

using storage::Json;
using storage::JsonWriter;

namespace {

/// Travels in a query as it is.
bool is_plain(std::string_view token)
{
    return !token.empty() && std::all_of(token.begin(), token.end(), [](char c) {
        return c > ' ' && c < 0x7F && std::string_view{"&#%+\"<>"}.find(c) == std::string_view::npos;
    });
}

} // namespace

std::string stable_token_body(std::string_view app_id, std::string_view app_secret, bool force)
{
    JsonWriter out;
    out.object()
        .field("grant_type", "client_credential")
        .field("appid", app_id)
        .field("secret", app_secret)
        .field("force_refresh", force)
        .end();
    return out.take();
}

std::string scene_code_body(std::string_view scene, std::chrono::seconds lives)
{
    // Always with a lifetime: what an omitted one means is told differently by different pages.
    JsonWriter out;
    out.object()
        .field("expire_seconds", lives.count())
        .field("action_name", "QR_STR_SCENE")
        .key("action_info")
        .object();
    out.key("scene").object().field("scene_str", scene).end().end().end();
    return out.take();
}

long long api_error_code(std::string_view answer)
{
    const auto in = Json::parse(answer);
    return in ? in->integer("errcode").value_or(0) : 0;
}

ApiError api_error(std::string_view answer)
{
    const auto in = Json::parse(answer);
    if (!in || !in->is_object())
        return ApiError::unreadable;
    switch (in->integer("errcode").value_or(0)) {
    case 0:
        return ApiError::none;
    case 40001:
    case 40014:
    case 41001:
    case 42001:
        return ApiError::token;
    case -1:
    case 45011:
        return ApiError::busy;
    case 40013:
    case 40125:
    case 40164:
    case 45009:
    case 48001:
    case 48004:
    case 50002:
        return ApiError::stop;
    default:
        return ApiError::refused;
    }
}

std::optional<AccessToken> read_access_token(std::string_view answer)
{
    const auto in = Json::parse(answer);
    const auto token = in ? in->text("access_token") : std::nullopt;
    const auto lives = in ? in->integer("expires_in") : std::nullopt;
    if (!token || !is_plain(*token) || token->size() > 1024 || !lives || *lives <= 0 || *lives > 86'400)
        return std::nullopt;
    return AccessToken{*token, std::chrono::seconds{*lives}};
}

std::optional<std::string> read_scene_code(std::string_view answer)
{
    const auto in = Json::parse(answer);
    auto url = in ? in->text("url") : std::nullopt;
    if (!url || url->empty() || url->size() > 512)
        return std::nullopt;
    return url;
}

} // namespace fingertip::bot::platforms

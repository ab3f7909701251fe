#include "bot/demo/desk.hpp"

#include "bot/pages/page_files.hpp"
#include "bot/platforms/query_string.hpp"
#include "bot/qr_picture.hpp"
#include "storage/json.hpp"

#include <array>
#include <chrono>

namespace fingertip::bot::demo {

namespace asio = boost::asio;
using simulator::Act;
using storage::Json;
using storage::JsonWriter;

namespace {

constexpr std::size_t people_shown = 40;

HttpResponse not_found()
{
    return json_response("{}", 404);
}

std::int64_t seconds_now()
{
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::optional<Act::Kind> kind_of(const std::string& word)
{
    constexpr std::array<std::pair<const char*, Act::Kind>, 9> kinds{{{"text", Act::Kind::text},
                                                                      {"tap", Act::Kind::tap},
                                                                      {"menu", Act::Kind::menu},
                                                                      {"voice", Act::Kind::voice},
                                                                      {"location", Act::Kind::location},
                                                                      {"image", Act::Kind::image},
                                                                      {"follow", Act::Kind::follow},
                                                                      {"unfollow", Act::Kind::unfollow},
                                                                      {"scan", Act::Kind::scan}}};
    for (const auto& [name, kind] : kinds)
        if (word == name)
            return kind;
    return std::nullopt;
}

std::string delivery_json(const simulator::Delivery& delivery)
{
    JsonWriter out;
    out.object()
        .field("text", delivery.shown.text)
        .field("article", delivery.shown.article)
        .field("title", delivery.shown.title)
        .field("description", delivery.shown.description)
        .field("url", delivery.shown.url)
        .field("event", delivery.event_xml)
        .field("request", delivery.request_line)
        .field("body", delivery.request_body)
        .field("attempts", delivery.attempts)
        .field("status", delivery.status)
        .field("answer", delivery.answer_body)
        .field("reply", delivery.reply_xml)
        .field("genuine", delivery.reply_is_genuine)
        .field("ms", delivery.milliseconds)
        .end();
    return out.take();
}

/// The page's own requests carry this header, which no other site's page can send without being asked first.
bool from_the_page(const HttpRequest& request)
{
    return request.header("x-fingertip-demo") == "1";
}

} // namespace

asio::awaitable<HttpResponse> Desk::handle(HttpRequest request)
{
    if (request.path.starts_with("/cgi-bin/"))
        co_return platform_.answer_call(request);
    if (request.method == "GET") {
        if (request.path == "/")
            co_return *page_file("bot/demo/page/index.html");
        if (request.path.starts_with("/page/")) {
            auto file = page_file("bot/demo" + request.path);
            co_return file ? std::move(*file) : not_found();
        }
        if (request.path == "/api/people")
            co_return people(request.query);
        if (request.path == "/api/state")
            co_return state();
        if (request.path == "/api/register")
            co_return json_response(co_await register_json_());
        if (request.path.starts_with("/api/qr/")) {
            if (request.path.size() > 200)
                co_return not_found();
            HttpResponse picture;
            picture.content_type = "image/svg+xml";
            picture.body = qr_svg(request.path.substr(8));
            harden(picture);
            co_return picture;
        }
    } else if (request.method == "POST" && from_the_page(request)) {
        if (request.path == "/api/act")
            co_return co_await act(request.body);
        if (request.path == "/api/redis")
            co_return switch_redis(request.body);
    }
    co_return not_found();
}

/// {"account", "kind", "text", "scene", "latitude", "longitude", "minutes_late", "again"}
asio::awaitable<HttpResponse> Desk::act(const std::string& body)
{
    const auto in = Json::parse(body);
    const auto account = in ? in->text("account").value_or("") : "";
    if (account.empty() || account.size() > 64)
        co_return json_response("{}", 400);
    if (in->boolean("again").value_or(false)) {
        const auto last = last_.find(account);
        if (last == last_.end())
            co_return json_response("{}", 409);
        const auto again = co_await platform_.deliver(last->second);
        co_return json_response(delivery_json(again));
    }
    const auto kind = kind_of(in->text("kind").value_or("text"));
    if (!kind)
        co_return json_response("{}", 400);
    Act act;
    act.kind = *kind;
    act.text = in->text("text").value_or("");
    act.scene = in->text("scene").value_or("");
    act.latitude = in->real("latitude").value_or(0);
    act.longitude = in->real("longitude").value_or(0);
    const auto sent_at = seconds_now() - 60 * in->integer("minutes_late").value_or(0);
    last_[account] = simulator::event_xml(act, account, sent_at, platform_.next_message_id());
    const auto delivered = co_await platform_.deliver(last_[account]);
    co_return json_response(delivery_json(delivered));
}

HttpResponse Desk::people(const std::string& query) const
{
    const auto parsed = platforms::QueryString::parse(query);
    const std::string wanted = parsed ? std::string{parsed->value("q")} : "";
    JsonWriter out;
    out.array();
    std::size_t shown = 0;
    for (const auto& person : town_.people) {
        const bool fits =
            wanted.empty() ? person.suggested
                           : (person.name + person.member_no + person.organization).find(wanted) != std::string::npos;
        if (!fits || shown++ >= people_shown)
            continue;
        out.object()
            .field("account", person.account)
            .field("name", person.name)
            .field("member_no", person.member_no)
            .field("organization", person.organization)
            .field("role", person.role)
            .field("category", person.category)
            .field("phone", person.bound ? "" : person.phone)
            .field("bound", person.bound)
            .end();
    }
    out.end();
    return json_response(out.take());
}

HttpResponse Desk::state() const
{
    JsonWriter out;
    out.object()
        .field("people", town_.people.size())
        .field("code", town_.open_meeting_code)
        .field("redis", redis_.running())
        .end();
    return json_response(out.take());
}

HttpResponse Desk::switch_redis(const std::string& body)
{
    const auto in = Json::parse(body);
    const bool on = in && in->boolean("on").value_or(false);
    bool there = true;
    if (on)
        there = redis_.on();
    else
        redis_.off();
    JsonWriter out;
    out.object().field("redis", redis_.running()).field("installed", there).end();
    return json_response(out.take());
}

} // namespace fingertip::bot::demo

#include "bot/demo/desk.hpp"

#include "bot/pages/page_files.hpp"
#include "bot/platforms/query_string.hpp"
#include "storage/json.hpp"

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

/// The page's own requests carry this header, which no other site's page can send without being asked first.
bool from_the_page(const HttpRequest& request)
{
    return request.header("x-fingertip-demo") == "1";
}

} // namespace

Desk::Desk(simulator::WechatServers& platform, Town town, RedisSwitch& redis, Eyes eyes)
    : platform_{platform}, town_{std::move(town)}, redis_{redis}, eyes_{std::move(eyes)},
      redis_installed_{redis.running()}
{
    for (const auto& person : town_.people)
        follows_[person.account] = person.follows;
}

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
            co_return co_await people(request.query);
        if (request.path == "/api/state")
            co_return state();
    } else if (request.method == "POST" && from_the_page(request)) {
        if (request.path == "/api/act")
            co_return co_await act(request.body);
        if (request.path == "/api/redis")
            co_return switch_redis(request.body);
    }
    co_return not_found();
}

/// {"account", "kind", "text", "page", "latitude", "longitude", "minutes_late", "again"}. As in the application, who
/// does not follow can only follow, and a scan makes them follow. 409: that cannot be done now; 410: nothing to be
/// scanned.
asio::awaitable<HttpResponse> Desk::act(const std::string& body)
{
    auto wish = read_wish(body);
    const auto follower = wish ? follows_.find(wish->account) : follows_.end();
    if (follower == follows_.end())
        co_return json_response("{}", 400);
    if (wish->again) {
        if (!last_.contains(wish->account))
            co_return json_response("{}", 409);
        co_return co_await deliver(wish->account);
    }
    auto& act = wish->act;
    if (!wish->page.empty()) {
        act.scene = co_await eyes_.scene_on_page(wish->page);
        if (act.scene.empty())
            co_return json_response("{}", 410);
    }
    bool& follows = follower->second;
    if (act.kind == Act::Kind::scan && !follows)
        act.kind = Act::Kind::follow;
    if (!follows && act.kind != Act::Kind::follow)
        co_return json_response("{}", 409);
    if (act.kind == Act::Kind::follow)
        follows = true;
    else if (act.kind == Act::Kind::unfollow)
        follows = false;
    last_[wish->account] =
        simulator::event_xml(act, wish->account, seconds_now() - 60 * wish->minutes_late, platform_.next_message_id());
    co_return co_await deliver(wish->account);
}

asio::awaitable<HttpResponse> Desk::deliver(const std::string& account)
{
    const auto delivery = co_await platform_.deliver(last_.at(account));
    co_return json_response(delivery_json(delivery, follows_.at(account)));
}

asio::awaitable<HttpResponse> Desk::people(std::string query) const
{
    const auto parsed = platforms::QueryString::parse(query);
    const std::string wanted = parsed ? std::string{parsed->value("q")} : "";
    std::vector<const TownPerson*> found;
    std::vector<std::string> accounts;
    for (const auto& person : town_.people) {
        const bool fits =
            wanted.empty() ? person.suggested
                           : (person.name + person.member_no + person.organization).find(wanted) != std::string::npos;
        if (!fits || found.size() == people_shown)
            continue;
        found.push_back(&person);
        accounts.push_back(person.account);
    }
    const auto bound = co_await eyes_.are_bound(std::move(accounts));
    JsonWriter out;
    out.array();
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto& person = *found[i];
        out.object()
            .field("account", person.account)
            .field("name", person.name)
            .field("member_no", person.member_no)
            .field("organization", person.organization)
            .field("role", person.role)
            .field("category", person.category)
            .field("phone", bound[i] ? "" : person.phone)
            .field("bound", static_cast<bool>(bound[i]))
            .field("follows", follows_.at(person.account))
            .end();
    }
    out.end();
    co_return json_response(out.take());
}

HttpResponse Desk::state() const
{
    JsonWriter out;
    out.object()
        .field("people", town_.people.size())
        .field("code", town_.open_meeting_code)
        .field("page", town_.open_meeting_page)
        .field("redis", redis_.running())
        .field("redis_installed", redis_installed_)
        .end();
    return json_response(out.take());
}

HttpResponse Desk::switch_redis(const std::string& body)
{
    const auto in = Json::parse(body);
    if (in && in->boolean("on").value_or(false))
        redis_installed_ = redis_.on();
    else
        redis_.off();
    return state();
}

} // namespace fingertip::bot::demo

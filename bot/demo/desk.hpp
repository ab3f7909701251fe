#pragma once

#include "bot/demo/desk_words.hpp"
#include "bot/demo/redis_switch.hpp"
#include "bot/demo/town.hpp"
#include "bot/http_message.hpp"
#include "bot/simulator/wechat_servers.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace fingertip::bot::demo {

/// What the desk sees of the bot's books.
struct Eyes
{
    /// What a camera reads off the QR picture of the meeting's page with this token: a scene; empty: nothing (any
    /// more).
    std::function<boost::asio::awaitable<std::string>(std::string token)> scene_on_page;
    /// Which of these accounts are bound now, in their order.
    std::function<boost::asio::awaitable<std::vector<bool>>(std::vector<std::string> accounts)> are_bound;
};

/// What the chat page talks to: who there is, what they do, what went over the wire.
/// Also answers the platform's calls. Loopback only; on the event-loop thread.
class Desk
{
public:
    Desk(simulator::WechatServers& platform, Town town, RedisSwitch& redis, Eyes eyes);

    boost::asio::awaitable<HttpResponse> handle(HttpRequest request);

private:
    boost::asio::awaitable<HttpResponse> act(const std::string& body);
    boost::asio::awaitable<HttpResponse> deliver(const std::string& account);
    boost::asio::awaitable<HttpResponse> people(std::string query) const;
    HttpResponse state() const;
    HttpResponse switch_redis(const std::string& body);

    simulator::WechatServers& platform_;
    Town town_;
    RedisSwitch& redis_;
    Eyes eyes_;
    std::map<std::string, std::string> last_; ///< the last event of each account, to be sent again
    std::map<std::string, bool> follows_;     ///< everybody's account of the town; an unknown one is nobody's
    bool redis_installed_;
};

} // namespace fingertip::bot::demo

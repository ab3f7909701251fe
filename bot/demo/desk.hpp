#pragma once

#include "bot/demo/redis_switch.hpp"
#include "bot/demo/town.hpp"
#include "bot/http_message.hpp"
#include "bot/simulator/wechat_servers.hpp"
#include "storage/database.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <string>

namespace fingertip::bot::demo {

/// What the chat page talks to: who there is, what they do, what went over the wire, what the register holds.
/// Also answers the platform's calls. Loopback only; on the event-loop thread.
class Desk
{
public:
    /// `register_json`: the open meeting's register as JSON, read from the books.
    Desk(simulator::WechatServers& platform, Town town, RedisSwitch& redis,
         std::function<boost::asio::awaitable<std::string>()> register_json)
        : platform_{platform}, town_{std::move(town)}, redis_{redis}, register_json_{std::move(register_json)}
    {
    }

    boost::asio::awaitable<HttpResponse> handle(HttpRequest request);

private:
    boost::asio::awaitable<HttpResponse> act(const std::string& body);
    HttpResponse people(const std::string& query) const;
    HttpResponse state() const;
    HttpResponse switch_redis(const std::string& body);

    simulator::WechatServers& platform_;
    Town town_;
    RedisSwitch& redis_;
    std::function<boost::asio::awaitable<std::string>()> register_json_;
    std::map<std::string, std::string> last_; ///< the last event of each account, to be sent again
};

} // namespace fingertip::bot::demo

#pragma once

#include "bot/chat/chat_line.hpp"
#include "bot/simulator/wechat_servers.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::bot::chat {

struct TerminalOptions
{
    std::string account;   ///< the platform's id of whoever chats
    std::string prompt;    ///< written before each line is read; empty: none
    bool echo = false;     ///< writes each line that was read before what came of it
    bool coloured = false; ///< notes dim
    /// What is on the picture of a meeting's page; empty: nothing, or there is no such page. Null: no camera.
    std::function<std::string(const std::string& page)> camera{};
};

/// The account of the platform that this name stands for: the same every time, nobody else's, and of the platform's
/// form.
std::string account_for(std::string_view platform, std::string_view name);

/// A chat in the terminal: one line in, delivered as the platform delivers it, the reply out. Blocks; runs `io` itself.
class Terminal
{
public:
    Terminal(boost::asio::io_context& io, simulator::WechatServers& platform, TerminalOptions options,
             std::ostream& out);

    /// Until the end of `in` or !quit. Throws std::runtime_error with a sentence when the server does not answer as it
    /// should.
    void run(std::istream& in);

private:
    bool obey(const Line& line); ///< false: the chat ends
    void act(const simulator::Act& act);
    void scan(Do what);
    void tap(std::size_t number);
    void again();
    void toggle_wire();
    void set_clock(const Clock& clock);
    void show_clocks();

    void deliver(int copies);
    void check(const simulator::Delivery& delivery) const;
    void show_reply(const simulator::Delivery& delivery);
    void show_wire(const simulator::Delivery& delivery);
    void note(const std::string& text); ///< from the chat itself, not from the bot
    void dim(const std::string& line);

    boost::asio::io_context& io_;
    simulator::WechatServers& platform_;
    TerminalOptions options_;
    std::ostream& out_;
    bool wire_ = false;
    std::chrono::seconds ahead_{0}; ///< the platform's clock
    std::chrono::seconds late_{0};  ///< the next event
    int copies_ = 1;                ///< of the next event
    std::string last_event_;        ///< as XML; empty: none yet
    std::int64_t last_sent_ = 0;
    std::int64_t last_reply_at_ = 0;   ///< by the server's clock; 0: no reply yet
    std::int64_t last_reply_came_ = 0; ///< by ours
    std::string last_reply_;           ///< as shown
    std::vector<std::string> tappable_;
};

} // namespace fingertip::bot::chat

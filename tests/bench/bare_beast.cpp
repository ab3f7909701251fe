// The limits that Fingertip is measured against: Beast reading the same requests and doing, on the way to an answer of
// the same size, less and less of what a bot has to do.
//   bare_beast hello THREADS                              nothing
//   bare_beast crypto THREADS TOKEN KEY APPID             checks the signature, opens, reads, seals and signs an answer
//   bare_beast append|same 1 TOKEN KEY APPID DATABASE     that, and commits rows first (bare_writer.hpp)
// Prints its port.
#include "bot/platforms/envelope_crypto.hpp"
#include "tests/bench/bare_writer.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <ctime>
#include <iostream>
#include <memory>
#include <optional>
#include <sys/socket.h>
#include <thread>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using namespace fingertip;

namespace {

std::string_view between(std::string_view text, std::string_view open, std::string_view close)
{
    const auto begin = text.find(open);
    const auto end = begin == text.npos ? begin : text.find(close, begin + open.size());
    return end == text.npos ? std::string_view{} : text.substr(begin + open.size(), end - begin - open.size());
}

struct Bare
{
    std::optional<bot::platforms::EnvelopeCrypto> crypto;
    std::unique_ptr<bench::BareWriter> writer;
};

asio::awaitable<void> on_the_disk(bench::BareWriter& writer, std::string account, std::string message)
{
    co_await asio::async_initiate<decltype(asio::use_awaitable), void()>(
        [&](auto handler) {
            auto kept = std::make_shared<decltype(handler)>(std::move(handler));
            writer.push({std::move(account), std::move(message), [kept] {
                             auto executor = asio::get_associated_executor(*kept);
                             asio::post(executor, [kept] { std::move (*kept)(); });
                         }});
        },
        asio::use_awaitable);
}

asio::awaitable<std::string> answer(Bare& bare, std::string_view target, std::string_view body)
{
    if (!bare.crypto)
        co_return std::string(700, 'x');
    const auto now = between(target, "timestamp=", "&");
    const auto nonce = between(target, "nonce=", "&");
    const auto encrypted = between(body, "<Encrypt><![CDATA[", "]]>");
    if (!bare.crypto->signature_matches(between(target, "msg_signature=", "&").empty()
                                            ? target.substr(target.find("msg_signature=") + 14)
                                            : between(target, "msg_signature=", "&"),
                                        now, nonce, encrypted))
        co_return "wrong signature";
    const auto xml = bare.crypto->open(encrypted);
    if (!xml)
        co_return "wrong envelope";
    const auto from = between(*xml, "<FromUserName><![CDATA[", "]]>");
    if (bare.writer)
        co_await on_the_disk(*bare.writer, std::string{from}, std::string{between(*xml, "<MsgId>", "</MsgId>")});
    const auto reply = "<xml><ToUserName><![CDATA[" + std::string{from} +
                       "]]></ToUserName><FromUserName><![CDATA[gh_0123456789ab]]></FromUserName><CreateTime>" +
                       std::string{now} +
                       "</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[签到成功,您是第 1234 位。"
                       "离能表决还差 28766 人。回复 我的 看自己的情况。]]></Content></xml>";
    const auto sealed = bare.crypto->seal(reply, bot::platforms::random16());
    co_return "<xml><Encrypt><![CDATA[" + sealed + "]]></Encrypt><MsgSignature><![CDATA[" +
        bare.crypto->sign(now, nonce, sealed) + "]]></MsgSignature><TimeStamp>" + std::string{now} +
        "</TimeStamp><Nonce><![CDATA[" + std::string{nonce} + "]]></Nonce></xml>";
}

asio::awaitable<void> session(tcp::socket socket, Bare& bare)
{
    socket.set_option(tcp::no_delay{true});
    beast::tcp_stream stream{std::move(socket)};
    beast::flat_buffer buffer;
    buffer.reserve(4096);
    try {
        for (;;) {
            http::request<http::string_body> request;
            co_await http::async_read(stream, buffer, request, asio::use_awaitable);
            http::response<http::string_body> response{http::status::ok, request.version()};
            response.set(http::field::content_type, "text/xml");
            response.body() = co_await answer(bare, {request.target().data(), request.target().size()}, request.body());
            response.keep_alive(request.keep_alive());
            response.prepare_payload();
            co_await http::async_write(stream, response, asio::use_awaitable);
        }
    } catch (const std::exception&) { // the client has gone
    }
}

asio::awaitable<void> accept(tcp::acceptor& acceptor, Bare& bare)
{
    for (;;) {
        auto socket = co_await acceptor.async_accept(asio::use_awaitable);
        asio::co_spawn(acceptor.get_executor(), session(std::move(socket), bare), asio::detached);
    }
}

/// One event loop a thread, each with a listening socket of its own on the same port.
unsigned short serve(Bare& bare, int threads)
{
    unsigned short port = 0;
    for (int i = 0; i < threads; ++i) {
        auto io = std::make_shared<asio::io_context>(1);
        auto acceptor = std::make_shared<tcp::acceptor>(*io, tcp::v4());
        const int on = 1;
        ::setsockopt(acceptor->native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
        acceptor->bind({asio::ip::address_v4::loopback(), port});
        acceptor->listen();
        port = acceptor->local_endpoint().port();
        asio::co_spawn(*io, accept(*acceptor, bare), asio::detached);
        std::thread{[io, acceptor] { io->run(); }}.detach();
    }
    return port;
}

} // namespace

int main(int argc, char** argv)
{
    const std::string mode = argc > 2 ? argv[1] : "";
    static Bare bare;
    if (mode != "hello") {
        if (argc < 6 || (mode != "crypto" && argc < 7))
            return 2;
        bare.crypto.emplace(argv[3], argv[4], argv[5]);
        if (mode != "crypto")
            bare.writer = std::make_unique<bench::BareWriter>(argv[6], mode == "append" ? bench::BareRows::append
                                                                                        : bench::BareRows::same);
    }
    std::cout << serve(bare, std::stoi(argv[2])) << std::endl;
    while (std::cin.get() != std::char_traits<char>::eof()) { // ends with whoever started it
    }
    std::_Exit(0);
}

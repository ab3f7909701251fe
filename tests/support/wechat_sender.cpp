#include "tests/support/wechat_sender.hpp"

#include <arpa/inet.h>
#include <cstring>
#include <ctime>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace fingertip::tests {

WechatSender::WechatSender(std::uint16_t port, WechatSecrets secrets, std::string platform)
    : port_{port}, platform_{std::move(platform)}
{
    signer_.token = std::move(secrets.token);
    signer_.key = std::move(secrets.aes_key);
    signer_.app_id = std::move(secrets.app_id);
}

WechatSender::~WechatSender()
{
    close();
}

std::string WechatSender::text_xml(std::string_view from, std::int64_t message_id, std::int64_t sent_at,
                                   std::string_view text)
{
    return "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><FromUserName><![CDATA[" + std::string{from} +
           "]]></FromUserName><CreateTime>" + std::to_string(sent_at) +
           "</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[" + std::string{text} +
           "]]></Content><MsgId>" + std::to_string(message_id) + "</MsgId></xml>";
}

std::string WechatSender::request_for(const std::string& xml)
{
    signer_.timestamp = std::to_string(std::time(nullptr));
    signer_.nonce = std::to_string(dice_());
    RawEnvelope envelope{xml, signer_.app_id};
    for (auto& byte : envelope.random)
        byte = static_cast<char>(dice_());
    auto request = signer_.post_encrypted(raw_encrypt(signer_.key, envelope.bytes()));
    request.path = "/webhooks/" + platform_;
    return http_bytes(request);
}

std::optional<WechatSender::Answer> WechatSender::post(const std::string& xml)
{
    auto answer = exchange(request_for(xml));
    if (answer && answer->body.find("<Encrypt>") != std::string::npos)
        answer->reply = signer_.opened(answer->body).value_or("");
    return answer;
}

std::optional<WechatSender::Answer> WechatSender::exchange(const std::string& request)
{
    if (socket_ < 0 && !connect())
        return std::nullopt;
    std::size_t sent = 0;
    while (sent < request.size()) {
        const auto n = ::send(socket_, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) {
            close();
            return std::nullopt;
        }
        sent += static_cast<std::size_t>(n);
    }
    std::string bytes;
    for (;;) {
        const auto head_end = bytes.find("\r\n\r\n");
        if (head_end != std::string::npos) {
            std::string head = bytes.substr(0, head_end);
            for (auto& c : head)
                c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            const auto length =
                static_cast<std::size_t>(std::atoll(between(head + "\r\n", "content-length:", "\r\n").c_str()));
            if (bytes.size() >= head_end + 4 + length) {
                Answer answer;
                answer.status = std::atoi(bytes.c_str() + 9);
                answer.head = bytes.substr(0, head_end);
                answer.body = bytes.substr(head_end + 4, length);
                if (head.find("connection: close") != std::string::npos)
                    close();
                return answer;
            }
        }
        char buffer[4096];
        const auto n = ::recv(socket_, buffer, sizeof buffer, 0);
        if (n <= 0) {
            close();
            return std::nullopt;
        }
        bytes.append(buffer, static_cast<std::size_t>(n));
    }
}

bool WechatSender::connect()
{
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const timeval patience{5, 0}; // the platform's own
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return true;
    close();
    return false;
}

void WechatSender::close()
{
    if (socket_ >= 0)
        ::close(socket_);
    socket_ = -1;
}

std::string http_bytes(const bot::HttpRequest& request)
{
    return request.method + " " + request.path + "?" + request.query +
           " HTTP/1.1\r\nHost: bot.example.org\r\nContent-Type: text/xml\r\nContent-Length: " +
           std::to_string(request.body.size()) + "\r\n\r\n" + request.body;
}

} // namespace fingertip::tests

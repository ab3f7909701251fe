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
    : port_{port}, secrets_{std::move(secrets)}, platform_{std::move(platform)},
      crypto_{secrets_.token, secrets_.aes_key, secrets_.app_id}
{
}

WechatSender::~WechatSender()
{
    close();
}

std::string between(std::string_view text, std::string_view open, std::string_view close)
{
    const auto begin = text.find(open);
    if (begin == std::string_view::npos)
        return {};
    const auto end = text.find(close, begin + open.size());
    return end == std::string_view::npos ? std::string{}
                                         : std::string{text.substr(begin + open.size(), end - begin - open.size())};
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
    const std::string timestamp = std::to_string(std::time(nullptr));
    const std::string nonce =
        std::to_string(static_cast<unsigned>(::getpid()) * 7919u + static_cast<unsigned>(xml.size()));
    const std::string encrypted = crypto_.seal(xml, bot::platforms::random16());
    const std::string signature = crypto_.sign(timestamp, nonce, encrypted);
    const std::string plain_signature = std::string(40, 'a'); // secure mode does not look at it
    const std::string body = "<xml><ToUserName><![CDATA[gh_0123456789ab]]></ToUserName><Encrypt><![CDATA[" + encrypted +
                             "]]></Encrypt></xml>";
    return "POST /webhooks/" + platform_ + "?signature=" + plain_signature + "&timestamp=" + timestamp +
           "&nonce=" + nonce + "&openid=x&encrypt_type=aes&msg_signature=" + signature +
           " HTTP/1.1\r\nHost: bot.example.org\r\nContent-Type: text/xml\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::optional<WechatSender::Answer> WechatSender::post(const std::string& xml)
{
    auto answer = exchange(request_for(xml));
    if (!answer || answer->body.find("<Encrypt>") == std::string::npos)
        return answer;
    const auto encrypted = between(answer->body, "<Encrypt><![CDATA[", "]]></Encrypt>");
    const auto signature = between(answer->body, "<MsgSignature><![CDATA[", "]]></MsgSignature>");
    const auto timestamp = between(answer->body, "<TimeStamp>", "</TimeStamp>");
    const auto nonce = between(answer->body, "<Nonce><![CDATA[", "]]></Nonce>");
    if (crypto_.signature_matches(signature, timestamp, nonce, encrypted))
        answer->reply = crypto_.open(encrypted).value_or("");
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

} // namespace fingertip::tests

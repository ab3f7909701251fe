#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace fingertip::tests {

/// A client that sends exactly the bytes it is told to.
class RawClient
{
public:
    explicit RawClient(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot connect");
    }
    ~RawClient() { hang_up(); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// False: the other side has closed.
    bool send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// Everything until the server closes. Throws if it does not within `patience` of silence.
    std::string read_to_end(std::chrono::milliseconds patience = std::chrono::seconds{5})
    {
        std::string result = std::exchange(rest_, {});
        while (read_more(result, patience)) {
        }
        if (!ended_)
            throw std::runtime_error("the connection stays open after: " + result);
        return result;
    }

    /// One response with its body, as Content-Length says; empty: closed without one.
    std::string read_response()
    {
        while (true) {
            const auto end = rest_.find("\r\n\r\n");
            if (end != std::string::npos) {
                const auto at = rest_.find("Content-Length: ");
                const std::size_t length = at < end ? std::stoul(rest_.substr(at + 16)) : 0;
                if (rest_.size() >= end + 4 + length) {
                    auto response = rest_.substr(0, end + 4 + length);
                    rest_.erase(0, end + 4 + length);
                    return response;
                }
            }
            if (!read_more(rest_))
                return {};
        }
    }

    void finish_sending() { ::shutdown(socket_, SHUT_WR); }

    void hang_up()
    {
        if (socket_ >= 0)
            ::close(socket_);
        socket_ = -1;
    }

    int descriptor() const { return socket_; }

private:
    bool read_more(std::string& into, std::chrono::milliseconds patience = std::chrono::seconds{5})
    {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0)
            return false;
        char bytes[16384];
        const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count <= 0) {
            ended_ = true; // an orderly end or a reset
            return false;
        }
        into.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    int socket_;
    std::string rest_;
    bool ended_ = false;
};

} // namespace fingertip::tests

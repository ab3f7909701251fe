#include "tests/bench/pump.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstdlib>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fingertip::bench {

using Clock = std::chrono::steady_clock;

namespace {

struct Line
{
    int socket = -1;
    std::string in;
    Clock::time_point sent;
};

int dial(std::uint16_t port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error{"cannot connect"};
    return socket;
}

void send_all(Line& line, const std::string& bytes)
{
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const auto n = ::send(line.socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (n <= 0)
            throw std::runtime_error{"the server closed a connection"};
        sent += static_cast<std::size_t>(n);
    }
    line.sent = Clock::now();
}

/// The length of the whole answer at the front of `in`; 0: not all there yet.
std::size_t whole(const std::string& in)
{
    const auto head = in.find("\r\n\r\n");
    if (head == std::string::npos)
        return 0;
    auto at = in.find("Content-Length: ");
    if (at == std::string::npos || at > head)
        throw std::runtime_error{"an answer without Content-Length"};
    const auto length = static_cast<std::size_t>(std::atoll(in.c_str() + at + 16));
    return in.size() >= head + 4 + length ? head + 4 + length : 0;
}

} // namespace

double PumpResult::percentile(double share) const
{
    return latency_ms.empty()
               ? 0
               : latency_ms[static_cast<std::size_t>(share * static_cast<double>(latency_ms.size() - 1))];
}

PumpResult pump(std::uint16_t port, const std::vector<std::string>& requests, int connections,
                const std::string& wanted)
{
    std::vector<Line> lines(static_cast<std::size_t>(connections));
    const int poll = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        lines[i].socket = dial(port);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        ::epoll_ctl(poll, EPOLL_CTL_ADD, lines[i].socket, &event);
    }
    PumpResult result;
    result.latency_ms.reserve(requests.size());
    std::size_t next = 0;
    const auto began = Clock::now();
    for (auto& line : lines)
        if (next < requests.size())
            send_all(line, requests[next++]);
    std::vector<epoll_event> events(lines.size());
    char buffer[16 * 1024];
    while (result.answers < requests.size()) {
        const int ready = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), 10'000);
        if (ready <= 0)
            throw std::runtime_error{"no answer for ten seconds"};
        for (int i = 0; i < ready; ++i) {
            auto& line = lines[events[static_cast<std::size_t>(i)].data.u64];
            const auto n = ::recv(line.socket, buffer, sizeof buffer, 0);
            if (n <= 0)
                throw std::runtime_error{"the server closed a connection"};
            line.in.append(buffer, static_cast<std::size_t>(n));
            const auto length = whole(line.in);
            if (!length)
                continue;
            result.latency_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - line.sent).count());
            ++result.answers;
            if (line.in.compare(9, 3, "200") != 0)
                ++result.not_200;
            else if (!wanted.empty() && line.in.find(wanted) >= length)
                ++result.without;
            line.in.erase(0, length);
            if (next < requests.size())
                send_all(line, requests[next++]);
        }
    }
    result.seconds = std::chrono::duration<double>(Clock::now() - began).count();
    for (auto& line : lines)
        ::close(line.socket);
    ::close(poll);
    std::sort(result.latency_ms.begin(), result.latency_ms.end());
    return result;
}

} // namespace fingertip::bench

#include "bot/bench/load.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <stdexcept>

namespace fingertip::bot::bench {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds patience{10};

int dial(const Endpoint& server)
{
    const bool six = server.host.find(':') != std::string::npos;
    const int made = ::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in6 address6{};
    address6.sin6_family = AF_INET6;
    address6.sin6_port = htons(server.port);
    address6.sin6_addr = in6addr_loopback;
    sockaddr_in address4{};
    address4.sin_family = AF_INET;
    address4.sin_port = htons(server.port);
    address4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* address =
        six ? reinterpret_cast<const sockaddr*>(&address6) : reinterpret_cast<const sockaddr*>(&address4);
    if (::connect(made, address, six ? sizeof address6 : sizeof address4) != 0) {
        ::close(made);
        throw std::runtime_error{"nothing answers at " + server.text()};
    }
    return made;
}

/// An answer at the front of what has come; `end` is 0 while it is not all there.
struct Whole
{
    std::size_t end = 0;
    std::string body;
};

/// The body of an answer in chunks, as node's servers like to send it.
Whole chunks(const std::string& in, std::size_t at)
{
    Whole whole;
    for (;;) {
        const auto line = in.find("\r\n", at);
        if (line == std::string::npos)
            return {};
        std::size_t length = 0;
        std::from_chars(in.data() + at, in.data() + line, length, 16);
        at = line + 2 + length + 2;
        if (in.size() < at)
            return {};
        whole.body.append(in, line + 2, length);
        if (length == 0) {
            whole.end = at;
            return whole;
        }
    }
}

Whole whole(const std::string& in)
{
    const auto head_end = in.find("\r\n\r\n");
    if (head_end == std::string::npos)
        return {};
    std::string head = in.substr(0, head_end);
    for (auto& c : head)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (head.find("\r\ntransfer-encoding: chunked") != std::string::npos)
        return chunks(in, head_end + 4);
    const auto at = head.find("\r\ncontent-length: ");
    if (at == std::string::npos)
        throw std::runtime_error{"an answer without a length:\n" + head};
    std::size_t length = 0;
    std::from_chars(head.data() + at + 18, head.data() + head.size(), length);
    if (in.size() < head_end + 4 + length)
        return {};
    return {head_end + 4 + length, in.substr(head_end + 4, length)};
}

class Sender
{
public:
    Sender(const Endpoint& server, const std::vector<Message>& messages, const Pace& pace)
        : messages_{messages}, pace_{pace}, lines_(static_cast<std::size_t>(pace.connections)),
          poll_{::epoll_create1(EPOLL_CLOEXEC)}
    {
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            lines_[i].socket = dial(server);
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u64 = i;
            ::epoll_ctl(poll_, EPOLL_CTL_ADD, lines_[i].socket, &event);
            idle_.push_back(lines_.size() - 1 - i);
        }
        answers_.all.reserve(messages.size());
    }
    ~Sender()
    {
        for (const auto& line : lines_)
            if (line.socket >= 0)
                ::close(line.socket);
        ::close(poll_);
    }
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    Answers run()
    {
        began_ = Clock::now();
        std::vector<epoll_event> events(lines_.size());
        for (;;) {
            send_what_is_due();
            if (in_flight_ == 0 && !more_to_come())
                break;
            const auto wait = until_next();
            const timespec most{wait.count() / 1'000'000'000, wait.count() % 1'000'000'000};
            const int ready = ::epoll_pwait2(poll_, events.data(), static_cast<int>(events.size()), &most, nullptr);
            if (ready == 0 && wait >= patience)
                throw std::runtime_error{"no answer for ten seconds"};
            for (int i = 0; i < ready; ++i)
                receive(events[static_cast<std::size_t>(i)].data.u64);
        }
        answers_.seconds = std::chrono::duration<double>(Clock::now() - began_).count();
        return std::move(answers_);
    }

private:
    struct Line
    {
        int socket = -1;
        std::string in;
        std::size_t message = 0;
        Clock::time_point since;
    };

    Clock::time_point due(std::size_t message) const
    {
        return began_ + std::chrono::duration_cast<Clock::duration>(
                            std::chrono::duration<double>(static_cast<double>(message) / pace_.per_second));
    }
    bool over(Clock::time_point at) const
    {
        return pace_.seconds > 0 && at > began_ + std::chrono::duration<double>(pace_.seconds);
    }
    /// In the open loop what is due before the end is sent, however late.
    bool more_to_come() const
    {
        return next_ < messages_.size() && !over(pace_.per_second > 0 ? due(next_) : Clock::now());
    }
    std::chrono::nanoseconds until_next() const
    {
        if (pace_.per_second <= 0 || idle_.empty() || !more_to_come())
            return patience;
        return std::clamp<std::chrono::nanoseconds>(due(next_) - Clock::now(), std::chrono::nanoseconds{0}, patience);
    }

    void send_what_is_due()
    {
        while (!idle_.empty() && more_to_come()) {
            const auto now = Clock::now();
            const auto since = pace_.per_second > 0 ? due(next_) : now;
            if (since > now)
                return;
            auto& line = lines_[idle_.back()];
            idle_.pop_back();
            line.message = next_++;
            line.since = since;
            ++in_flight_;
            write(line.socket, messages_[line.message].bytes);
        }
    }

    static void write(int socket, const std::string& bytes)
    {
        std::size_t sent = 0;
        while (sent < bytes.size()) {
            const auto n = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (n <= 0)
                throw std::runtime_error{"the server closed a connection"};
            sent += static_cast<std::size_t>(n);
        }
    }

    void receive(std::size_t index)
    {
        auto& line = lines_[index];
        char buffer[16 * 1024];
        const auto n = ::recv(line.socket, buffer, sizeof buffer, 0);
        if (n <= 0)
            throw std::runtime_error{"the server closed a connection"};
        line.in.append(buffer, static_cast<std::size_t>(n));
        auto got = whole(line.in);
        if (got.end == 0)
            return;
        Answer answer;
        answer.message = line.message;
        answer.ms = std::chrono::duration<double, std::milli>(Clock::now() - line.since).count();
        std::from_chars(line.in.data() + 9, line.in.data() + 12, answer.status);
        answer.body = std::move(got.body);
        line.in.erase(0, got.end);
        answers_.all.push_back(std::move(answer));
        --in_flight_;
        idle_.push_back(index);
    }

    const std::vector<Message>& messages_;
    const Pace pace_;
    std::vector<Line> lines_;
    std::vector<std::size_t> idle_;
    const int poll_;
    std::size_t next_ = 0;
    std::size_t in_flight_ = 0;
    Clock::time_point began_;
    Answers answers_;
};

} // namespace

Answers send(const Endpoint& server, const std::vector<Message>& messages, const Pace& pace)
{
    return Sender{server, messages, pace}.run();
}

} // namespace fingertip::bot::bench

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace fingertip::tests {

/// What a gate does to the connections that go through it, the new ones and those that stand.
enum class GateMode
{
    pass,
    refuse,              ///< nobody listens; standing connections are closed
    stop_reading,        ///< nothing is read from either side
    never_answer,        ///< what the client sends is read and thrown away, the server's bytes too
    close_at_accept,     ///< standing connections are closed
    close_at_first_byte, ///< of the client
    corrupt,             ///< one byte in eight of the answers is another one
    delay,               ///< answers come `amount` milliseconds later
    limit,               ///< answers come at `amount` bytes a second
    slice,               ///< answers come in pieces of one byte
};

/// A scriptable proxy in front of a server, on a loopback port and a thread of its own.
class TcpGate
{
public:
    /// In front of 127.0.0.1:`port`.
    explicit TcpGate(std::uint16_t port);
    /// In front of a unix socket.
    explicit TcpGate(std::string path);
    TcpGate(const TcpGate&) = delete;
    TcpGate& operator=(const TcpGate&) = delete;
    ~TcpGate();

    /// Where clients connect; stays the same.
    std::uint16_t port() const;

    /// Changes the mode and returns when it holds. Connections that lost bytes to the mode before are closed.
    void set(GateMode mode, std::size_t amount = 0);
    /// Sends bytes to every client, as if the server had said them.
    void inject(std::string bytes);
    /// Connections accepted so far.
    std::size_t accepted() const;

private:
    class Works;
    std::unique_ptr<Works> works_;
};

} // namespace fingertip::tests

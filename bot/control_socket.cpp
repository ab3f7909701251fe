#include "bot/control_socket.hpp"

#include "bot/control_words.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <filesystem>
#include <list>
#include <stdexcept>
#include <sys/stat.h>
#include <sys/un.h>

namespace fingertip::bot {

namespace asio = boost::asio;
using asio::local::stream_protocol;

namespace {

constexpr auto token = asio::as_tuple(asio::use_awaitable);
/// A promise of bytes is not bytes: memory grows with what arrives.
constexpr std::size_t bite = std::size_t{1024} * 1024;

/// One subcommand that is connected.
struct Client
{
    explicit Client(stream_protocol::socket connected) : socket{std::move(connected)}, clock{socket.get_executor()} {}

    void hang_up()
    {
        boost::system::error_code ignored;
        socket.close(ignored);
        clock.cancel();
    }

    stream_protocol::socket socket;
    asio::steady_timer clock;
    bool working = false; ///< it has asked and waits for its answer
    bool expired = false; ///< it was silent for too long
};

/// What a client came to: a request, or a sentence that refuses it, or neither: it is gone.
struct Received
{
    std::optional<BookRequest> request{};
    std::string refusal{};
};

/// Ends the client's reading when it stays silent; each call starts anew.
void expect_more(const std::shared_ptr<Client>& client, std::chrono::milliseconds silence)
{
    client->clock.expires_after(silence);
    client->clock.async_wait([weak = std::weak_ptr<Client>{client}](const boost::system::error_code& cancelled) {
        const auto waiting = weak.lock();
        if (cancelled || !waiting)
            return;
        waiting->expired = true;
        boost::system::error_code ignored;
        waiting->socket.cancel(ignored);
    });
}

} // namespace

struct ControlSocket::Body
{
    Body(asio::io_context& io, const std::string& where, SharedBooks shared, ControlLimits most)
        : path{where}, books{std::move(shared)}, limits{most}, acceptor{io}, answered{io}, pool{1}
    {
        std::error_code ignored;
        std::filesystem::remove(path, ignored); // ours alone: the caller holds the database's lock
        const auto before = ::umask(0177);
        boost::system::error_code failed;
        if (path.size() >= sizeof(sockaddr_un{}.sun_path))
            failed = asio::error::name_too_long;
        if (!failed)
            acceptor.open(stream_protocol{}, failed);
        if (!failed)
            acceptor.bind(stream_protocol::endpoint{path}, failed);
        ::umask(before);
        if (!failed)
            acceptor.listen(asio::socket_base::max_listen_connections, failed);
        if (failed)
            throw std::runtime_error{path + ": the socket for subcommands cannot be made: " + failed.message() +
                                     ". Give the database a folder that this user may write, with a short path."};
    }

    void stop_accepting()
    {
        if (!acceptor.is_open())
            return;
        boost::system::error_code ignored;
        acceptor.close(ignored);
        std::error_code also_ignored;
        std::filesystem::remove(path, also_ignored);
        for (const auto& client : clients)
            if (!client->working)
                client->hang_up();
    }

    void leave(const std::shared_ptr<Client>& client)
    {
        client->hang_up();
        clients.remove(client);
        if (clients.empty())
            answered.cancel();
    }

    const std::string path;
    SharedBooks books;
    const ControlLimits limits;
    stream_protocol::acceptor acceptor;
    asio::steady_timer answered; ///< cancelled when the last client is gone
    asio::thread_pool pool;
    std::list<std::shared_ptr<Client>> clients;

    static asio::awaitable<Received> receive(std::shared_ptr<Body> body, std::shared_ptr<Client> client);
    static asio::awaitable<BookAnswer> run_aside(std::shared_ptr<Body> body, BookRequest request);
    static asio::awaitable<void> serve(std::shared_ptr<Body> body, std::shared_ptr<Client> client, bool too_many);
};

asio::awaitable<Received> ControlSocket::Body::receive(std::shared_ptr<Body> body, std::shared_ptr<Client> client)
{
    const auto gone = [&client] {
        return Received{{}, client->expired ? "the request did not come to its end in time; try again\n" : ""};
    };
    std::string buffer;
    expect_more(client, body->limits.silence);
    auto [failed, line_bytes] = co_await asio::async_read_until(
        client->socket, asio::dynamic_buffer(buffer, longest_control_line), '\n', token);
    if (failed == asio::error::not_found)
        co_return Received{{}, "the request's first line is longer than this server reads\n"};
    if (failed)
        co_return gone();
    auto announced = read_announcement(std::string_view{buffer}.substr(0, line_bytes));
    if (!announced)
        co_return Received{{}, "the request is not one that this server understands; it may be of another version\n"};
    if (announced->input_bytes < 0 || static_cast<std::uint64_t>(announced->input_bytes) > body->limits.input_bytes)
        co_return Received{{},
                           "the file is larger than the " + std::to_string(body->limits.input_bytes / bite) +
                               " MiB that a running server takes; divide it, or stop the server and run this again\n"};
    const auto wanted = static_cast<std::size_t>(announced->input_bytes);
    std::string& input = announced->request.input;
    input = buffer.substr(line_bytes);
    while (input.size() < wanted) {
        const auto have = input.size();
        input.resize(std::min(wanted, have + bite));
        expect_more(client, body->limits.silence);
        auto [broken, read] =
            co_await client->socket.async_read_some(asio::buffer(input.data() + have, input.size() - have), token);
        input.resize(have + read);
        if (broken)
            co_return gone();
    }
    client->clock.cancel();
    if (input.size() > wanted)
        co_return Received{{}, "the request holds more than it announces\n"};
    co_return Received{std::move(announced->request), {}};
}

/// Runs the operation on the pool and resumes on the caller's executor.
asio::awaitable<BookAnswer> ControlSocket::Body::run_aside(std::shared_ptr<Body> body, BookRequest request)
{
    auto executor = co_await asio::this_coro::executor;
    auto initiate = [&](auto handler) {
        auto waiter = std::make_shared<decltype(handler)>(std::move(handler));
        asio::post(body->pool, [waiter, shared = body->books, executor, &request] {
            Books books{shared.database, *shared.installation, shared.clock, shared.public_port};
            auto answer = std::make_shared<BookAnswer>(run_book_operation(books, request));
            asio::post(executor, [waiter, answer] { std::move (*waiter)(std::move(*answer)); });
        });
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(BookAnswer)>(initiate,
                                                                                             asio::use_awaitable);
}

asio::awaitable<void> ControlSocket::Body::serve(std::shared_ptr<Body> body, std::shared_ptr<Client> client,
                                                 bool too_many)
{
    Received received;
    if (too_many)
        received.refusal = "too many subcommands talk to the server at once; try again in a moment\n";
    else
        received = co_await receive(body, client);
    BookAnswer answer{1, {}, std::move(received.refusal)};
    if (received.request) {
        client->working = true;
        answer = co_await run_aside(body, std::move(*received.request));
    } else if (answer.errors.empty()) {
        co_return;
    }
    const std::string bytes = write_answer(answer);
    expect_more(client, body->limits.silence); // as long to take it
    co_await asio::async_write(client->socket, asio::buffer(bytes), token);
}

ControlSocket::ControlSocket(asio::io_context& io, const std::string& path, SharedBooks books, ControlLimits limits)
    : body_{std::make_shared<Body>(io, path, std::move(books), limits)}
{
}

ControlSocket::~ControlSocket()
{
    body_->stop_accepting();
    body_->pool.join();
}

asio::awaitable<void> ControlSocket::run()
{
    const auto body = body_;
    for (;;) {
        auto [failed, socket] = co_await body->acceptor.async_accept(token);
        if (!body->acceptor.is_open())
            co_return;
        if (failed) { // out of descriptors, most likely
            asio::steady_timer pause{body->acceptor.get_executor(), std::chrono::milliseconds{50}};
            co_await pause.async_wait(token);
            continue;
        }
        const bool too_many = body->clients.size() >= body->limits.clients;
        auto client = std::make_shared<Client>(std::move(socket));
        body->clients.push_back(client);
        // Whatever goes wrong (memory, say) ends this client alone, who sees it.
        asio::co_spawn(body->acceptor.get_executor(), Body::serve(body, client, too_many),
                       [body, client](std::exception_ptr) { body->leave(client); });
    }
}

void ControlSocket::use(std::shared_ptr<const Installation> installation)
{
    body_->books.installation = std::move(installation);
}

void ControlSocket::stop_accepting()
{
    body_->stop_accepting();
}

asio::awaitable<void> ControlSocket::stop(std::chrono::milliseconds at_most)
{
    const auto body = body_;
    body->stop_accepting();
    body->answered.expires_after(at_most);
    if (!body->clients.empty())
        co_await body->answered.async_wait(token);
}

std::string control_socket_path(const std::string& database_path)
{
    return database_path + ".sock";
}

} // namespace fingertip::bot

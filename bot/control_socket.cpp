#include "bot/control_socket.hpp"

#include "storage/json.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <filesystem>
#include <sys/stat.h>

namespace fingertip::bot {

namespace asio = boost::asio;
using asio::local::stream_protocol;

namespace {

constexpr std::size_t most_header = 64 * 1024;
constexpr std::size_t most_input = 256u * 1024 * 1024; ///< a roster of a province, with room

std::string write_request(const BookRequest& request)
{
    storage::JsonWriter out;
    out.object()
        .field("operation", request.operation)
        .field("input_bytes", request.input.size())
        .key("options")
        .object();
    for (const auto& [name, value] : request.options)
        out.field(name, value);
    out.end().end();
    return out.take() + '\n';
}

std::optional<BookRequest> read_request(std::string_view line, std::size_t& input_bytes)
{
    const auto in = storage::Json::parse(line, most_header);
    if (!in)
        return std::nullopt;
    BookRequest request;
    request.operation = in->text("operation").value_or("");
    input_bytes = static_cast<std::size_t>(in->integer("input_bytes").value_or(0));
    if (const auto options = in->at("options"))
        for (const auto& name : options->keys())
            request.options[name] = options->text(name).value_or("");
    return input_bytes <= most_input ? std::optional{std::move(request)} : std::nullopt;
}

std::string write_answer(const BookAnswer& answer)
{
    storage::JsonWriter out;
    out.object()
        .field("exit", answer.exit)
        .field("output_bytes", answer.output.size())
        .field("errors_bytes", answer.errors.size())
        .end();
    return out.take() + '\n' + answer.output + answer.errors;
}

/// Runs the operation on the pool and resumes on the caller's executor.
asio::awaitable<BookAnswer> run_aside(asio::thread_pool& pool, Books& books, BookRequest request)
{
    auto executor = co_await asio::this_coro::executor;
    auto initiate = [&pool, &books, &request, executor](auto handler) {
        auto waiter = std::make_shared<decltype(handler)>(std::move(handler));
        asio::post(pool, [waiter, &books, &request, executor] {
            auto answer = std::make_shared<BookAnswer>(run_book_operation(books, request));
            asio::post(executor, [waiter, answer] { std::move (*waiter)(std::move(*answer)); });
        });
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(BookAnswer)>(initiate,
                                                                                             asio::use_awaitable);
}

} // namespace

struct ControlSocket::Body
{
    Body(asio::io_context& io, const std::string& where, Books with)
        : path{where}, books{std::move(with)}, acceptor{io}, pool{1}
    {
        std::error_code ignored;
        std::filesystem::remove(path, ignored); // ours alone: the caller holds the database's lock
        const auto before = ::umask(0177);
        try {
            acceptor.open();
            acceptor.bind(stream_protocol::endpoint{path});
        } catch (...) {
            ::umask(before);
            throw;
        }
        ::umask(before);
        acceptor.listen();
    }

    const std::string path;
    Books books;
    stream_protocol::acceptor acceptor;
    asio::thread_pool pool;
};

namespace {

asio::awaitable<void> serve(stream_protocol::socket socket, asio::thread_pool& pool, Books& books)
{
    std::string buffer;
    auto [failed, header_bytes] = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer, most_header),
                                                                  '\n', asio::as_tuple(asio::use_awaitable));
    if (failed)
        co_return;
    std::size_t input_bytes = 0;
    auto request = read_request(std::string_view{buffer}.substr(0, header_bytes), input_bytes);
    if (!request)
        co_return;
    request->input = buffer.substr(header_bytes);
    const auto have = request->input.size();
    if (have < input_bytes) {
        request->input.resize(input_bytes);
        auto [broken, read] =
            co_await asio::async_read(socket, asio::buffer(request->input.data() + have, input_bytes - have),
                                      asio::as_tuple(asio::use_awaitable));
        if (broken)
            co_return;
    }
    auto answer = co_await run_aside(pool, books, std::move(*request));
    const std::string bytes = write_answer(answer);
    co_await asio::async_write(socket, asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
}

} // namespace

ControlSocket::ControlSocket(asio::io_context& io, const std::string& path, Books books)
    : body_{std::make_unique<Body>(io, path, std::move(books))}
{
}

ControlSocket::~ControlSocket()
{
    stop();
}

asio::awaitable<void> ControlSocket::run()
{
    for (;;) {
        auto [failed, socket] = co_await body_->acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
        if (failed)
            co_return;
        auto executor = socket.get_executor();
        asio::co_spawn(executor, serve(std::move(socket), body_->pool, body_->books),
                       [](std::exception_ptr) {}); // the client sees it
    }
}

void ControlSocket::stop()
{
    boost::system::error_code ignored;
    if (!body_->acceptor.is_open())
        return;
    body_->acceptor.close(ignored);
    body_->pool.join();
    std::error_code also_ignored;
    std::filesystem::remove(body_->path, also_ignored);
}

std::optional<BookAnswer> ask_running_server(const std::string& socket_path, const BookRequest& request)
{
    asio::io_context io;
    stream_protocol::socket socket{io};
    boost::system::error_code failed;
    socket.connect(stream_protocol::endpoint{socket_path}, failed);
    if (failed)
        return std::nullopt;
    asio::write(socket, asio::buffer(write_request(request)));
    asio::write(socket, asio::buffer(request.input));
    std::string bytes;
    asio::read(socket, asio::dynamic_buffer(bytes), failed); // to the end
    const auto line_end = bytes.find('\n');
    const auto header = line_end == std::string::npos
                            ? std::nullopt
                            : storage::Json::parse(std::string_view{bytes}.substr(0, line_end));
    const auto output_bytes = header ? static_cast<std::size_t>(header->integer("output_bytes").value_or(0)) : 0;
    const auto errors_bytes = header ? static_cast<std::size_t>(header->integer("errors_bytes").value_or(0)) : 0;
    if (!header || bytes.size() != line_end + 1 + output_bytes + errors_bytes)
        throw std::runtime_error{
            "the running server closed the connection in the middle; look at its log and try again"};
    return BookAnswer{static_cast<int>(header->integer("exit").value_or(1)), bytes.substr(line_end + 1, output_bytes),
                      bytes.substr(line_end + 1 + output_bytes)};
}

std::string control_socket_path(const std::string& database_path)
{
    return database_path + ".sock";
}

} // namespace fingertip::bot

#include "bot/control_words.hpp"

#include "storage/json.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <stdexcept>

namespace fingertip::bot {

namespace asio = boost::asio;
using asio::local::stream_protocol;

std::string write_announcement(const BookRequest& request)
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

std::optional<Announcement> read_announcement(std::string_view line)
{
    const auto in = storage::Json::parse(line, longest_control_line);
    const auto operation = in ? in->text("operation") : std::nullopt;
    if (!operation)
        return std::nullopt;
    Announcement announcement;
    announcement.request.operation = *operation;
    announcement.input_bytes = in->integer("input_bytes").value_or(0);
    if (const auto options = in->at("options"))
        for (const auto& name : options->keys())
            announcement.request.options[name] = options->text(name).value_or("");
    return announcement;
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

std::optional<BookAnswer> read_answer(std::string_view bytes)
{
    const auto line_end = bytes.find('\n');
    if (line_end == std::string_view::npos)
        return std::nullopt;
    const auto header = storage::Json::parse(bytes.substr(0, line_end));
    const auto rest = bytes.substr(line_end + 1);
    const auto output_bytes = header ? header->integer("output_bytes").value_or(-1) : -1;
    const auto errors_bytes = header ? header->integer("errors_bytes").value_or(-1) : -1;
    if (output_bytes < 0 || errors_bytes < 0 || static_cast<std::uint64_t>(output_bytes) > rest.size() ||
        rest.size() - static_cast<std::size_t>(output_bytes) != static_cast<std::size_t>(errors_bytes))
        return std::nullopt;
    return BookAnswer{static_cast<int>(header->integer("exit").value_or(1)),
                      std::string{rest.substr(0, static_cast<std::size_t>(output_bytes))},
                      std::string{rest.substr(static_cast<std::size_t>(output_bytes))}};
}

std::optional<BookAnswer> ask_running_server(const std::string& socket_path, const BookRequest& request)
{
    asio::io_context io;
    stream_protocol::socket socket{io};
    boost::system::error_code failed;
    socket.connect(stream_protocol::endpoint{socket_path}, failed);
    if (failed)
        return std::nullopt;
    // A server that refuses hangs up before it has read everything; what it said can still be read.
    const std::string announcement = write_announcement(request);
    asio::write(socket, asio::buffer(announcement), failed);
    if (!failed)
        asio::write(socket, asio::buffer(request.input), failed);
    std::string bytes;
    asio::read(socket, asio::dynamic_buffer(bytes), failed); // to the end
    auto answer = read_answer(bytes);
    if (!answer)
        throw std::runtime_error{
            "the running server closed the connection in the middle; look at its log and try again"};
    return answer;
}

} // namespace fingertip::bot

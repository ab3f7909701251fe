#pragma once

#include "bot/books.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::bot {

/// The first line of what goes over the control socket may have so many bytes.
inline constexpr std::size_t longest_control_line = 64 * std::size_t{1024};

/// What a client announces: everything but the bytes of the input.
struct Announcement
{
    BookRequest request;
    std::int64_t input_bytes = 0; ///< as it says; anything
};

/// The first line of a request, with its end.
std::string write_announcement(const BookRequest& request);
/// Empty: it is no such line.
std::optional<Announcement> read_announcement(std::string_view line);

/// A whole answer.
std::string write_answer(const BookAnswer& answer);
/// Empty: it is not whole.
std::optional<BookAnswer> read_answer(std::string_view bytes);

/// Sends a request to the server that has the books of this database. Empty: nobody listens there. Blocks.
/// Throws std::runtime_error when the connection breaks in the middle.
std::optional<BookAnswer> ask_running_server(const std::string& socket_path, const BookRequest& request);

} // namespace fingertip::bot

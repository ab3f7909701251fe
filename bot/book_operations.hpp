#pragma once

#include "bot/books.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace fingertip::bot {

BookAnswer verify_audit(Books& books, const BookRequest& request);

/// Every operation that subcommands may ask of the books, by name.
inline constexpr std::array<std::pair<std::string_view, BookOperation>, 1> book_operations{{
    {"verify-audit", &verify_audit},
}};

} // namespace fingertip::bot

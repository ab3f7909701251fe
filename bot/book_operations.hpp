#pragma once

#include "bot/books.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace fingertip::bot {

BookAnswer verify_audit(Books& books, const BookRequest& request);
BookAnswer import_organizations(Books& books, const BookRequest& request);
BookAnswer import_members(Books& books, const BookRequest& request);
BookAnswer export_register(Books& books, const BookRequest& request);
BookAnswer verify_points(Books& books, const BookRequest& request);

/// Every operation that subcommands may ask of the books, by name.
inline constexpr std::array<std::pair<std::string_view, BookOperation>, 5> book_operations{{
    {"verify-audit", &verify_audit},
    {"import-organizations", &import_organizations},
    {"import-members", &import_members},
    {"export", &export_register},
    {"verify-points", &verify_points},
}};

} // namespace fingertip::bot

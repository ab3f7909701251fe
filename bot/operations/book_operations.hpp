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
BookAnswer invite(Books& books, const BookRequest& request);
BookAnswer public_port(Books& books, const BookRequest& request);
BookAnswer page_scene(Books& books, const BookRequest& request);

/// The topmost organisation and the person that are made for the first administrator in empty books. The first
/// organisations file puts its own topmost organisation in place of that one.
inline constexpr const char* first_root_code = "ROOT";
inline constexpr const char* first_administrator_no = "admin";

/// Every operation that subcommands may ask of the books, by name.
inline constexpr std::array<std::pair<std::string_view, BookOperation>, 8> book_operations{{
    {"verify-audit", &verify_audit},
    {"import-organizations", &import_organizations},
    {"import-members", &import_members},
    {"export", &export_register},
    {"verify-points", &verify_points},
    {"invite", &invite},
    {"public-port", &public_port},
    {"page-scene", &page_scene},
}};

} // namespace fingertip::bot

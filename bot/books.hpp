#pragma once

#include "bot/installation.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace fingertip::bot {

/// What a subcommand may use of an installation, in this process or through a running server's control socket.
struct Books
{
    storage::Database& database;
    const Installation& installation;
    std::function<storage::Time()> clock;
    std::uint16_t public_port = 0; ///< of the server whose books these are; 0: none runs
};

/// One request of a subcommand to the books: an operation's name, its options, and the bytes of a file if there is one.
struct BookRequest
{
    std::string operation;
    std::map<std::string, std::string> options;
    std::string input;

    /// The option's value; empty: not given.
    std::string option(const std::string& name) const
    {
        const auto found = options.find(name);
        return found == options.end() ? "" : found->second;
    }
};

struct BookAnswer
{
    int exit = 0;       ///< 0 done, 1 failed
    std::string output; ///< for standard output or the file asked for
    std::string errors; ///< for standard error, a line each
};

/// Does it, on the calling thread. Blocks on units; never called on an event-loop thread. Throws what a unit throws.
using BookOperation = BookAnswer (*)(Books&, const BookRequest&);

/// The operation of that name; null: none.
BookOperation find_book_operation(std::string_view name);

/// Runs the operation and turns an exception into a sentence and exit 1.
BookAnswer run_book_operation(Books& books, const BookRequest& request);

} // namespace fingertip::bot

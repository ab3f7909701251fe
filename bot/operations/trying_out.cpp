#include "bot/operations/book_operations.hpp"
#include "handlers/meetings/meeting_code.hpp"

namespace fingertip::bot {

/// The port that the running server was given, where the configuration leaves the choice to the system.
BookAnswer public_port(Books& books, const BookRequest&)
{
    if (books.public_port == 0)
        return {1, {}, "no server is running\n"};
    return {0, std::to_string(books.public_port), {}};
}

/// What a camera reads off the QR picture of a meeting's page, for somebody who has the page's address. Empty output:
/// that page is not good, or no longer.
BookAnswer page_scene(Books& books, const BookRequest& request)
{
    std::optional<handlers::CodePage> page;
    books.database.read_now([&](storage::ReadTx& tx) {
        page = handlers::code_page(tx, *books.installation.vault, request.option("page"), books.clock());
    });
    return {0, page ? page->scene : std::string{}, {}};
}

} // namespace fingertip::bot

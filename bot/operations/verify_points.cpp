#include "bot/operations/book_operations.hpp"
#include "storage/people/members.hpp"
#include "storage/points.hpp"

namespace fingertip::bot {

BookAnswer verify_points(Books& books, const BookRequest&)
{
    std::optional<std::string> wrong;
    books.database.read_now([&](storage::ReadTx& tx) {
        wrong.reset();
        const auto id = storage::points::first_wrong(tx);
        if (!id)
            return;
        const auto member = storage::members::find(tx, *books.installation.vault, *id);
        wrong = member ? member->member_no : "with the key " + std::to_string(id->value);
    });
    if (wrong)
        return {1, {}, "the points of member " + *wrong + " do not add up to the running balance\n"};
    return {0, "every balance is what its entries add up to\n", {}};
}

} // namespace fingertip::bot

#include "bot/operations/book_operations.hpp"

#include "storage/audit.hpp"

namespace fingertip::bot {

BookAnswer verify_audit(Books& books, const BookRequest&)
{
    std::optional<std::int64_t> broken;
    books.database.read_now([&](storage::ReadTx& tx) { broken = storage::audit::first_broken(tx); });
    if (broken)
        return {
            1, {}, "the audit log does not fit its seals: look at entry " + std::to_string(*broken) + " and after\n"};
    return {0, "the audit log fits its seals\n", {}};
}

} // namespace fingertip::bot

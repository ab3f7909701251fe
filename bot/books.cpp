#include "bot/books.hpp"

#include "bot/operations/book_operations.hpp"

#include <exception>

namespace fingertip::bot {

BookOperation find_book_operation(std::string_view name)
{
    for (const auto& [known, operation] : book_operations)
        if (known == name)
            return operation;
    return nullptr;
}

BookAnswer run_book_operation(Books& books, const BookRequest& request)
{
    const auto operation = find_book_operation(request.operation);
    if (!operation)
        return {
            1, {}, "the running server does not know '" + request.operation + "'; it may be older than this program\n"};
    try {
        return operation(books, request);
    } catch (const std::exception& failure) {
        return {1, {}, std::string{request.operation} + ": " + failure.what() + "\n"};
    }
}

} // namespace fingertip::bot

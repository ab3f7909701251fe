#include "tests/support/exported.hpp"

#include "bot/books.hpp"

#include <stdexcept>

namespace fingertip::tests {

std::vector<storage::Json> exported_rows(World& world, const std::string& kind,
                                         std::map<std::string, std::string> options)
{
    options["kind"] = kind;
    options["format"] = "json";
    options.emplace("reason", "test");
    bot::Books books{world.database(), world.installation(), [&] { return world.now(); }};
    const auto answer = bot::run_book_operation(books, {"export", std::move(options), ""});
    const auto parsed = storage::Json::parse(answer.output);
    if (answer.exit != 0 || !parsed)
        throw std::runtime_error{"export " + kind + ": " + answer.errors};
    return parsed->items();
}

} // namespace fingertip::tests

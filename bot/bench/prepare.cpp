#include "bot/bench/prepare.hpp"

#include "bot/open_books.hpp"
#include "storage/meetings/attendance.hpp"
#include "storage/prepared_books.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace fingertip::bot::bench {

namespace books = storage::prepared_books;

namespace {

constexpr std::int64_t members_a_commit = 20'000;

} // namespace

void prepare(const Config& config, std::int64_t members, int days, const std::function<void(const std::string&)>& say)
{
    if (config.platforms.empty())
        throw std::runtime_error{config.file.string() + " has no [[platform]] to bind people on"};
    const auto installation = make_installation(config);
    OpenBooks open{config};
    auto& database = open.database();
    bool empty = false;
    database.read_now([&](storage::ReadTx& tx) { empty = books::are_empty(tx); });
    if (!empty)
        throw std::runtime_error{config.storage.file.string() +
                                 " has people in it; bench prepare fills new databases only. Give the "
                                 "configuration another [storage] url"};
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    database.write_now([](storage::Tx& tx) { books::found(tx); });
    for (std::int64_t from = 0; from < members; from += members_a_commit)
        database.write_now([&](storage::Tx& tx) {
            books::add_members(tx, *installation->vault, config.platforms.front().name, from,
                               std::min(members, from + members_a_commit), now);
        });
    say(std::to_string(members) + " members");

    using namespace std::chrono;
    const year this_year = year_month_day{floor<std::chrono::days>(now)}.year();
    const sys_days new_year{this_year / January / 1};
    int of_year = 0;
    year last_year{0};
    for (sys_days day = new_year - std::chrono::days{days}; day < new_year; day += std::chrono::days{1}) {
        const year_month_day date{day};
        of_year = date.year() == last_year ? of_year + 1 : 0;
        last_year = date.year();
        database.write_now([&](storage::Tx& tx) {
            books::add_day(tx, day.time_since_epoch().count(), static_cast<int>(date.year()),
                           static_cast<int>(static_cast<unsigned>(date.month())), of_year);
        });
    }
    if (days > 0)
        say(std::to_string(days) + " days of history");

    storage::MeetingId meeting;
    database.write_now([&](storage::Tx& tx) { meeting = books::open_meeting(tx, now); });
    storage::attendance::Pass pass;
    while (!pass.complete) {
        auto list = [&, last = pass.last](storage::Tx& tx) {
            pass = storage::attendance::list(tx, meeting, last, now);
        };
        database.write_now(list);
    }
    say(std::string{"a meeting open under the code "} + books::meeting_code);
}

} // namespace fingertip::bot::bench

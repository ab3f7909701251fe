#include "bot/registers/register.hpp"

#include "handlers/words/calendar.hpp"

namespace fingertip::bot::registers {

Cell text(const std::string& value)
{
    return value.empty() ? Cell{} : Cell{value};
}

Cell number(std::int64_t value)
{
    return static_cast<long long>(value);
}

Cell time(const Export& to, storage::Time at)
{
    return to.books.installation.zone->rfc3339(at);
}

Cell time(const Export& to, const std::optional<storage::Time>& at)
{
    return at ? time(to, *at) : Cell{};
}

Cell day(const std::optional<std::int64_t>& day)
{
    return day ? Cell{handlers::iso_date(*day)} : Cell{};
}

} // namespace fingertip::bot::registers

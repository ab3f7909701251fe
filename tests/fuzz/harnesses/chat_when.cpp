#include "bot/platforms/utf8.hpp"
#include "handlers/words/normalise.hpp"
#include "handlers/words/when.hpp"
#include "tests/fuzz/harness.hpp"

#include <string>

using namespace fingertip::handlers;
using namespace fingertip::fuzz;
using fingertip::bot::platforms::is_utf8;

namespace {

void look_at(const std::string& text, LocalNow now)
{
    using std::chrono::minutes;
    const auto when = parse_when(text, now);
    promise(!when.time || (*when.time >= minutes{0} && *when.time < minutes{24 * 60}), "a time that no clock shows");
    promise(!when.length || *when.length > minutes{0}, "a length that is none");
    std::size_t end = 0;
    for (const auto& span : when.used) {
        promise(span.begin >= end && span.begin < span.end && span.end <= text.size(), "read twice, or outside");
        end = span.end;
    }
    promise(when.used.empty() == (!when.day && !when.time && !when.length && !when.impossible && !when.unclear_day),
            "something from nothing, or nothing from something");
    promise(!is_utf8(text) || is_utf8(when.rest), "the rest is torn");
    promise(when.rest.size() <= text.size(), "the rest is more than there was");
    if (when.day) {
        const auto date = date_of(*when.day);
        promise(day_of(date.year, date.month, date.day) == when.day, "a day that no calendar has");
        promise(date.year > 9999 || parse_iso_date(iso_date(*when.day)) == when.day, "a day does not come back");
        promise(!when.clear() || *when.day >= now.day, "a clear day that is over");
        date_for_people(*when.day, fingertip::templates::Language::zh, now.day);
    }
    if (const auto length = parse_length(text))
        promise(*length > minutes{0}, "a length that is none");
    if (const auto day = parse_iso_date(text))
        promise(iso_date(*day) == text, "a date in two forms");
}

void run(std::string_view input)
{
    // A leap day, the last of a year, and an ordinary afternoon; which one, the input's length says.
    static const LocalNow moments[] = {{*day_of(2026, 11, 24), std::chrono::minutes{15 * 60}},
                                       {*day_of(2028, 2, 29), std::chrono::minutes{0}},
                                       {*day_of(2026, 12, 31), std::chrono::minutes{24 * 60 - 1}}};
    look_at(input.size() % 2 == 0 ? std::string{input} : normalise(input).text, moments[input.size() % 3]);
}

const Registered registered{"chat_when", run};

} // namespace

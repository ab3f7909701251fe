#include "bot/operations/book_operations.hpp"
#include "bot/registers/register.hpp"
#include "handlers/words/calendar.hpp"
#include "storage/audit.hpp"
#include "storage/people/members.hpp"
#include "storage/people/organizations.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace fingertip::bot {

namespace {

using namespace registers;

/// Kinds whose part of the work is not in this release.
constexpr std::array<std::string_view, 10> later{"questions",   "answers", "exams",    "lessons", "hours",
                                                 "reflections", "notices", "feedback", "contest", "burden"};

/// Said to the person at the terminal.
struct Refused : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

std::vector<Register> all_registers()
{
    std::vector<Register> all;
    for (const auto& some : {meeting_registers(), points_registers(), people_registers()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

handlers::Day day_of(const std::string& option, const std::string& written)
{
    const auto day = handlers::parse_iso_date(written);
    if (!day)
        throw Refused{"--" + option + " " + written + " is no day (write 2024-05-01)"};
    return *day;
}

storage::MeetingId meeting_of(const std::string& written)
{
    storage::MeetingId meeting;
    const auto* const end = written.data() + written.size();
    const auto [stopped, error] = std::from_chars(written.data(), end, meeting.value);
    if (error != std::errc{} || stopped != end || meeting.value <= 0)
        throw Refused{"--meeting " + written + " is no meeting's number"};
    return meeting;
}

Scope scope_of(Books& books, const BookRequest& request)
{
    Scope scope;
    const auto& zone = *books.installation.zone;
    if (const auto from = request.option("from"); !from.empty())
        scope.from = zone.start_of_day(day_of("from", from));
    if (const auto to = request.option("to"); !to.empty())
        scope.until = zone.start_of_day(day_of("to", to) + 1); // the day itself belongs to it
    if (const auto meeting = request.option("meeting"); !meeting.empty())
        scope.meeting = meeting_of(meeting);
    const auto code = request.option("org");
    const auto member_no = request.option("member");
    books.database.read_now([&](storage::ReadTx& tx) {
        if (!code.empty()) {
            const auto org = storage::organizations::find_by_code(tx, code);
            if (!org)
                throw Refused{"there is no organisation " + code};
            scope.path = org->path;
        }
        if (!member_no.empty()) {
            const auto member = storage::members::find_by_number(tx, *books.installation.vault, member_no);
            if (!member)
                throw Refused{"there is no member " + member_no};
            scope.member = member->id;
        }
    });
    return scope;
}

/// Who takes what away, and why, is in the audit log before anything leaves. The reason is what the operator wrote for
/// the record.
void note(Books& books, const Register& kind, const BookRequest& request)
{
    std::string detail{kind.kind};
    for (const char* option : {"from", "to", "org", "meeting", "member", "format", "reason"})
        if (const auto value = request.option(option); !value.empty())
            detail += std::string{" "} + option + "=" + value;
    const auto now = books.clock();
    books.database.write_now([&](storage::Tx& tx) { storage::audit::note(tx, {}, "exported", {}, 0, detail, now); });
}

BookAnswer refuse(const std::string& sentence)
{
    return {1, {}, sentence + '\n'};
}

} // namespace

BookAnswer export_register(Books& books, const BookRequest& request)
try {
    const auto kind = request.option("kind");
    const auto registers = all_registers();
    const auto found = std::ranges::find(registers, kind, &Register::kind);
    if (found == registers.end())
        return refuse(std::ranges::find(later, kind) != later.end() ? "export " + kind + " comes with a later release"
                                                                    : "there is no register '" + kind + "'");
    if (found->personal && request.option("reason").empty())
        return refuse("people's own text leaves with " + kind +
                      ": say what for with --reason TEXT; it is kept in the audit log");
    const auto scope = scope_of(books, request);
    const auto format = request.option("format");
    const auto writer = tables::make_table_writer(format.empty() ? "csv" : format, found->columns);
    if (!writer)
        return refuse("there is no format '" + format + "' for " + kind + " (json, csv, xlsx)");
    note(books, *found, request);
    found->write({books, scope, *writer});
    return {0, writer->finish(), {}};
} catch (const Refused& refused) {
    return refuse(refused.what());
}

} // namespace fingertip::bot

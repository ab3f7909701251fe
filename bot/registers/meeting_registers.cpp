#include "bot/registers/register.hpp"

namespace fingertip::bot::registers {

namespace {

namespace stored = storage::registers;
using storage::ReadTx;
using stored::Place;

void write_attendance(const Export& to)
{
    const auto& vault = *to.books.installation.vault;
    for_each_row(
        to.books, [&](ReadTx& tx, Place after) { return stored::attendance(tx, vault, to.scope, after, rows_a_read); },
        [&](const stored::AttendanceRow& row) {
            to.out.row({number(row.place.first), text(row.kind), text(row.org), time(to, row.starts_at),
                        text(row.member_no), text(row.name), text(row.category), text(row.home_org), row.entitled,
                        text(row.status), text(row.method), time(to, row.at), text(row.reason)});
        });
}

void write_meetings(const Export& to)
{
    const auto& vault = *to.books.installation.vault;
    for_each_row(
        to.books, [&](ReadTx& tx, Place after) { return stored::meetings(tx, vault, to.scope, after, rows_a_read); },
        [&](const stored::MeetingRow& row) {
            to.out.row({number(row.place.first), text(row.kind), text(row.org), time(to, row.starts_at),
                        time(to, row.ends_at), text(row.topic), text(row.where), text(row.mode), row.attendance_only,
                        text(row.status), number(row.due), number(row.voters_due), number(row.present),
                        number(row.voters_present), text(row.called_by), time(to, row.called_at), text(row.chair),
                        text(row.recorder), time(to, row.closed_at)});
        });
}

void write_minutes(const Export& to)
{
    const auto& vault = *to.books.installation.vault;
    for_each_row(
        to.books, [&](ReadTx& tx, Place after) { return stored::minutes(tx, vault, to.scope, after, rows_a_read); },
        [&](const stored::MinutesRow& row) {
            const bool resolution = row.place.second != 0;
            const auto votes = [&](std::int64_t count) { return resolution ? number(count) : Cell{}; };
            to.out.row({number(row.place.first), text(row.kind), text(row.org), time(to, row.starts_at),
                        std::string{resolution ? "resolution" : "minutes"}, text(row.text), votes(row.approve),
                        votes(row.oppose), votes(row.abstain), votes(row.written), votes(row.voters_due),
                        resolution ? Cell{row.passed} : Cell{}, text(row.author), time(to, row.at),
                        time(to, row.locked_at), text(row.chair), text(row.recorder)});
        });
}

void write_leave(const Export& to)
{
    const auto& vault = *to.books.installation.vault;
    for_each_row(
        to.books, [&](ReadTx& tx, Place after) { return stored::leave(tx, vault, to.scope, after, rows_a_read); },
        [&](const stored::LeaveRow& row) {
            to.out.row({number(row.place.first), number(row.meeting), text(row.org), time(to, row.starts_at),
                        text(row.member_no), text(row.name), text(row.reason), time(to, row.asked_at), text(row.state),
                        text(row.decided_by), time(to, row.decided_at), text(row.answer)});
        });
}

} // namespace

std::vector<Register> meeting_registers()
{
    return {
        {"attendance",
         false,
         {"meeting_id", "kind", "org", "starts_at", "member_no", "name", "category", "home_org", "entitled", "status",
          "method", "at", "leave_reason"},
         &write_attendance},
        {"meetings",
         false,
         {"meeting_id", "kind", "org", "starts_at", "ends_at", "topic", "place", "mode", "attendance_only", "status",
          "due", "voters_due", "present", "voters_present", "called_by", "called_at", "chair", "recorder", "closed_at"},
         &write_meetings},
        {"minutes",
         true,
         {"meeting_id", "kind", "org", "starts_at", "entry", "text", "approve", "oppose", "abstain", "written",
          "voters_due", "passed", "author", "at", "locked_at", "chair", "recorder"},
         &write_minutes},
        {"leave",
         true,
         {"request_id", "meeting_id", "org", "starts_at", "member_no", "name", "reason", "asked_at", "state",
          "decided_by", "decided_at", "answer"},
         &write_leave},
    };
}

} // namespace fingertip::bot::registers

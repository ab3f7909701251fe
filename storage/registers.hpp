#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fingertip::storage::registers {

/// Which facts of a register are wanted.
struct Scope
{
    Time from{};                                ///< of the fact (a meeting's start), inclusive
    Time until = from_seconds(253'402'300'799); ///< exclusive
    std::string path = "/";                     ///< of an organisation: it and all below it; "/": all
    MeetingId meeting;                          ///< none: all
    MemberId member;                            ///< none: all
};

/// How far reading has come; rows are handed out in its order.
struct Place
{
    std::int64_t first = 0;
    std::int64_t second = 0;
};

// People are named by their member numbers, organisations by their codes; "" is nobody and nothing. Text of erased
// people is empty.

struct AttendanceRow
{
    Place place; ///< meeting, member
    std::string kind, org;
    Time starts_at{};
    std::string member_no, name, category, home_org;
    bool entitled = false;
    std::string status, method;
    std::optional<Time> at;
    std::string reason;
};

struct MeetingRow
{
    Place place; ///< meeting
    std::string kind, org, topic, where, mode, status, called_by, chair, recorder;
    bool attendance_only = false;
    Time starts_at{}, ends_at{}, called_at{};
    std::optional<Time> closed_at;
    std::int64_t due = 0, voters_due = 0, present = 0, voters_present = 0;
};

/// The record of a meeting (`resolution` 0) or one resolution of it.
struct MinutesRow
{
    Place place; ///< meeting, resolution
    std::string kind, org, text, author, chair, recorder;
    Time starts_at{}, at{};
    std::optional<Time> locked_at;
    std::int64_t approve = 0, oppose = 0, abstain = 0, written = 0, voters_due = 0;
    bool passed = false;
};

/// Somebody's leave from a meeting, as asked for and decided.
struct LeaveRow
{
    Place place; ///< request
    std::int64_t meeting = 0;
    std::string org, member_no, name, reason, state, decided_by, answer;
    Time starts_at{}, asked_at{};
    std::optional<Time> decided_at;
};

struct PointsRow
{
    Place place; ///< entry
    std::string member_no, rule, reason, author;
    std::int64_t subject = 0, points = 0, reversed_by = 0;
    Time at{};
};

struct BindingRow
{
    Place place; ///< member, running number among their accounts
    std::string platform, member_no, name, home_org, via;
    Time bound_at{}, consent_at{};
    std::int64_t consent_version = 0;
    bool reachable = false;
};

/// One fact of a member's book: a meeting they were on the list of, or an entry of the points ledger.
struct BookRow
{
    Place place; ///< member, time
    std::string member_no, name, matter, what, status, text, author;
    std::int64_t subject = 0;
    Time at{};
    std::optional<std::int64_t> points;
};

struct AuditRow
{
    Place place; ///< entry
    std::string actor, act, org, detail;
    std::int64_t subject = 0;
    Time at{};
};

// The next rows behind `after`, at most `most` (books: of at most `most` people). Cancelled meetings have no
// attendance.

/// Of meetings inside the scope's organisation, and of meetings elsewhere that people whose home or host was inside it
/// were on the list of: each fact once.
std::vector<AttendanceRow> attendance(ReadTx& tx, const Vault& vault, const Scope& scope, Place after, int most);
std::vector<MeetingRow> meetings(ReadTx& tx, const Vault& vault, const Scope& scope, Place after, int most);
std::vector<MinutesRow> minutes(ReadTx& tx, const Vault& vault, const Scope& scope, Place after, int most);
std::vector<LeaveRow> leave(ReadTx& tx, const Vault& vault, const Scope& scope, Place after, int most);
std::vector<PointsRow> points(ReadTx& tx, const Vault& vault, const Scope& scope, Place after, int most);
std::vector<BindingRow> bindings(ReadTx& tx, const Vault& vault, const Scope& scope, Place after, int most);
std::vector<AuditRow> audit(ReadTx& tx, const Scope& scope, Place after, int most);

/// Facts of one member, oldest first.
std::vector<BookRow> book(ReadTx& tx, const Vault& vault, const Scope& scope, MemberId member);

} // namespace fingertip::storage::registers

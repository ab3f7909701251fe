#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::storage::own_record {

// What the books hold about one person, for that person to read.

/// So many meetings of each sort.
struct Attended
{
    std::int64_t present = 0;
    std::int64_t late = 0;
    std::int64_t leave = 0;
    std::int64_t absent = 0;
};

/// Meetings that started within [from, until).
Attended attended(ReadTx& tx, MemberId member, Time from, Time until);

/// One line of attendance.
struct Attendance
{
    MeetingId meeting;
    std::int64_t day = 0;
    std::string organization;
    std::string kind;
    std::string status;
    Time at{};          ///< when checked in; zero: not
    std::string reason; ///< opened; empty: none
};

/// Newest first, at most `most`; `person` opens the reasons.
std::vector<Attendance> attendance(ReadTx& tx, const Sealer& person, MemberId member, std::int64_t most);

/// Where somebody belonged, or what office they held.
struct Span
{
    std::string organization;
    std::string role;      ///< empty for belonging
    std::int64_t from = 0; ///< seconds for belonging, days for an office
    std::optional<std::int64_t> until;
};

std::vector<Span> affiliations(ReadTx& tx, MemberId member);
std::vector<Span> offices(ReadTx& tx, MemberId member);

/// When the member agreed to check in by location; empty: they have not.
std::optional<Time> location_consent(ReadTx& tx, MemberId member);

/// Erases what is about the member alone: bindings and consents on every platform, phone, unit, the texts of reasons
/// and requests, conversations, letters, invitations. What the register must keep stays: number, name, organisation,
/// attendance, points, minutes and resolutions. The person gets a new key under which only the name is sealed anew, so
/// that whatever was sealed before cannot be opened any more, wherever it still lies.
void erase(Tx& tx, const Vault& vault, MemberId member, Time now);

} // namespace fingertip::storage::own_record

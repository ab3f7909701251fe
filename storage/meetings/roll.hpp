#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::storage {

/// One person on a meeting's list, text in the clear.
struct RollEntry
{
    MemberId member;
    std::string member_no;
    std::string name;     ///< empty: erased
    std::string category; ///< as it was when the list was made
    OrganizationId home;
    bool due = false;
    bool entitled = false; ///< votes
    std::string status;    ///< pending, present, late, leave, absent, exempt
    std::string method;    ///< code, scan, location, open, officer, make_up (asked for); empty: not checked in
    Time at{};
    std::string reason; ///< of a leave or of the officer's entry
};

/// So many people of one kind on a meeting's list.
struct RollCount
{
    std::string category;
    bool due = false;
    bool entitled = false;
    std::string status;
    std::int64_t people = 0;
};

/// So many people of one organisation on a meeting's list.
struct RollOfHome
{
    OrganizationId home;
    std::string name;
    std::int64_t due = 0;
    std::int64_t present = 0; ///< late ones and guests too
    std::int64_t leave = 0;
};

/// A resolution as it was recorded.
struct RecordedResolution
{
    std::string subject;
    std::int64_t approve = 0;
    std::int64_t oppose = 0;
    std::int64_t abstain = 0;
    bool passed = false;
};

namespace roll {

/// Everybody on a meeting's list, or of one home organisation on it (none: all), in the order of member numbers; at
/// most `most`.
std::vector<RollEntry> people(ReadTx& tx, const Vault& vault, MeetingId meeting, OrganizationId home,
                              std::int64_t most);
std::optional<RollEntry> find(ReadTx& tx, const Vault& vault, MeetingId meeting, MemberId member);

/// The whole list in figures.
std::vector<RollCount> counts(ReadTx& tx, MeetingId meeting);
/// The list by home organisation, at most 100.
std::vector<RollOfHome> by_home(ReadTx& tx, MeetingId meeting);

/// Sets somebody's status by an officer's hand: `status` present, or pending/leave/absent/exempt when that is undone;
/// `reason` empty: the one that is there stays, but goes with an entry that is undone. Who is on no list is added as a
/// guest. Counts are counted anew.
void set_by_officer(Tx& tx, const Vault& vault, MeetingId meeting, const RollEntry& entry, MemberId officer, Time at);
/// Takes a guest's row off again, as if they had never come.
void remove_guest(Tx& tx, MeetingId meeting, MemberId member);

/// What has been resolved, in order; at most 50.
std::vector<RecordedResolution> resolutions(ReadTx& tx, const Vault& vault, MeetingId meeting);

/// A reason is sealed with the person's key for this meeting.
std::string seal_reason(const Sealer& person, MeetingId meeting, MemberId member, std::string_view reason);
std::string open_reason(const Sealer& person, MeetingId meeting, MemberId member, std::string_view sealed);

} // namespace roll

} // namespace fingertip::storage

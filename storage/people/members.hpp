#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::storage {

/// A person of the roster with their text in the clear; days are days since 1970 in the organisation's zone.
struct Member
{
    MemberId id;
    std::string member_no;
    std::string name;
    std::string phone;    ///< eleven digits; empty: not known
    std::string category; ///< full, probationary, development_target, activist, applicant, masses
    OrganizationId home;
    OrganizationId host; ///< none: not a floating member
    std::string unit;
    std::optional<std::int64_t> joined_on;
    std::optional<std::int64_t> confirmed_on;
    std::optional<std::int64_t> due_exempt_until;
    std::string due_exempt_reason;
    bool rights_suspended = false;
};

namespace members {

/// Adds a person with a key of their own. Throws Conflict when the number is taken.
MemberId add(Tx& tx, const Vault& vault, const Member& member, Time now);

/// Writes the person's fields as they are in `member` (by id); a changed home is a transfer and is kept in the history.
void update(Tx& tx, const Vault& vault, const Member& member, Time now);

std::optional<Member> find(ReadTx& tx, const Vault& vault, MemberId id);
std::optional<Member> find_by_number(ReadTx& tx, const Vault& vault, std::string_view member_no);

/// Who has exactly this name, inside the subtree of `path` ("/": anywhere). At most 20.
std::vector<Member> find_by_name(ReadTx& tx, const Vault& vault, std::string_view name, std::string_view path);

/// Who has this name and this phone (or member number); erased people are nobody.
std::optional<Member> find_by_claim(ReadTx& tx, const Vault& vault, std::string_view name,
                                    std::string_view phone_or_number);

/// The sealer of a person; empty: erased.
std::optional<Sealer> sealer(ReadTx& tx, const Vault& vault, MemberId id);

/// Gives a role from a day on; false: it was held already.
bool appoint(Tx& tx, MemberId member, OrganizationId org, std::string_view role, std::int64_t from_day);
/// Ends a role on a day; false: it was not held.
bool dismiss(Tx& tx, MemberId member, OrganizationId org, std::string_view role, std::int64_t day);

} // namespace members

} // namespace fingertip::storage

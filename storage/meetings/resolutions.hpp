#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace fingertip::storage {

/// What a meeting has decided, in figures; who voted how is never kept.
struct Resolution
{
    MeetingId meeting;
    std::string subject;
    std::int64_t approve = 0;
    std::int64_t oppose = 0;
    std::int64_t abstain = 0;
    std::int64_t written = 0;    ///< of these votes, by written opinion of who was away
    std::int64_t voters_due = 0; ///< as it was when the vote was recorded
    bool passed = false;
    MemberId author;
    Time at{};
};

namespace resolutions {

/// Records a resolution and returns its number.
std::int64_t record(Tx& tx, const Vault& vault, const Resolution& resolution);
std::optional<Resolution> find(ReadTx& tx, const Vault& vault, std::int64_t id);
/// Takes one away again; false: it was not there.
bool withdraw(Tx& tx, std::int64_t id);

} // namespace resolutions

} // namespace fingertip::storage

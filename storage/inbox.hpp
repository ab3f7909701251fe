#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::storage::inbox {

/// One event as the platform names it; equal for every copy of it.
struct Delivery
{
    std::string_view platform;
    std::string_view account;
    std::string_view id;
};

/// Notes that the event is being worked on. False: it was before, so nothing may be done again.
/// First statement of a write unit: where two units could run at once, the second waits here.
bool enter(Tx& tx, const Delivery& delivery, Time received_at);

/// Keeps the encoded reply with the event, sealed for `member` (none: for the installation).
void keep_reply(Tx& tx, const Delivery& delivery, const Vault& vault, const Sealer* person, MemberId member,
                std::string_view reply);

/// The kept reply of an event that was worked on. Empty text: the reply could not be opened any more (the person's key
/// was erased since). No value: the event is not known.
std::optional<std::string> reply(ReadTx& tx, const Delivery& delivery, const Vault& vault);

/// Deletes what was received before `before`, at most `most` rows; returns how many.
std::int64_t forget(Tx& tx, Time before, std::int64_t most);

} // namespace fingertip::storage::inbox

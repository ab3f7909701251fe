#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fingertip::storage::outbox {

/// Adds a sentence for a member, sealed with the member's key. `expires` zero: never.
void post(Tx& tx, const Vault& vault, MemberId to, std::string_view kind, std::string_view text, Time now,
          Time expires);

/// Adds a sentence for an account that is not bound to anybody.
void post_to_account(Tx& tx, const Vault& vault, std::string_view platform, std::string_view account,
                     std::string_view kind, std::string_view text, Time now);

/// Adds news about `subject` for a member: no text is kept, it follows from kind and subject when it is said.
void post_news(Tx& tx, MemberId to, std::string_view kind, std::int64_t subject, Time now, Time expires);

/// Something that waits to be said.
struct Letter
{
    std::int64_t id = 0;
    std::string kind;
    std::int64_t subject = 0; ///< 0: `text` says it all; else the text follows from kind and subject
    std::string text;
};

/// Takes the oldest letters that wait for the member (none: for the account) and marks them as said, oldest first.
std::vector<Letter> take(Tx& tx, const Vault& vault, MemberId member, std::string_view platform,
                         std::string_view account, Time now, int most);

/// How many wait, of everybody.
std::int64_t waiting(ReadTx& tx);

} // namespace fingertip::storage::outbox

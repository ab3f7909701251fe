#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::storage {

/// Who speaks and what is open between them and the bot: all that a unit needs to begin, read in one statement.
struct Speaker
{
    MemberId member;              ///< none: the account is not bound
    std::optional<Sealer> person; ///< opens and seals this member's text
    std::string name;             ///< opened; empty when not bound or erased
    OrganizationId home;
    OrganizationId host; ///< none: not a floating member
    std::string category;
    bool rights_suspended = false;
    bool english = false;
    bool waiting = false; ///< something in the outbox waits to be said
    std::string dialogue; ///< name of the open dialogue; empty: none, or it has timed out
    std::string talk;     ///< opened JSON of the conversation's state; empty: none
};

namespace speakers {

/// Finds the speaker of an account; always answers, for a stranger with an empty one.
Speaker recognise(ReadTx& tx, const Vault& vault, std::string_view platform, std::string_view account, Time now);

/// Saves the conversation's state (JSON, empty: nothing is open) and the name of the open dialogue, valid until
/// `until`.
void keep_talk(Tx& tx, const Vault& vault, std::string_view platform, std::string_view account, const Speaker& speaker,
               std::string_view dialogue, Time until, std::string_view talk);

void set_language(Tx& tx, std::string_view platform, std::string_view account, bool english);

} // namespace speakers

} // namespace fingertip::storage

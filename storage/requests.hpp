#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::storage {

/// Something that somebody asked for and an officer decides.
struct Request
{
    std::int64_t id = 0;      ///< the number that people type
    std::string kind;         ///< binding, leave, make_up, appeal
    OrganizationId org;       ///< whose officers decide
    MemberId member;          ///< whom it is about
    std::int64_t subject = 0; ///< a meeting, an entry of the ledger …; 0: none
    std::string platform;     ///< of a binding: the account that asked
    std::string account;
    std::string body;           ///< opened; what its kind keeps there
    std::string state = "open"; ///< open, granted, refused, withdrawn
    Time created_at{};
    MemberId decided_by; ///< none: not decided, or granted by rule
    Time decided_at{};
    std::string answer; ///< opened; the reason given
};

namespace requests {

/// Asks: kind, org, member, subject, platform, account and body of `asked` count. Returns its number; empty: the same
/// is open already, or the member's key is gone. Body and answer are sealed with the member's key.
std::optional<std::int64_t> ask(Tx& tx, const Vault& vault, const Request& asked, Time now);

/// Keeps one that a rule granted at once, so that it has a number and can be undone.
std::int64_t note_granted(Tx& tx, const Vault& vault, const Request& asked, Time now);

std::optional<Request> find(ReadTx& tx, const Vault& vault, std::int64_t id);
/// The open one of this kind, member and subject; empty: none.
std::optional<Request> open_of(ReadTx& tx, const Vault& vault, std::string_view kind, MemberId member,
                               std::int64_t subject);

/// The latest one of this kind, member and subject, whatever became of it; empty: there was none.
std::optional<Request> latest_of(ReadTx& tx, const Vault& vault, std::string_view kind, MemberId member,
                                 std::int64_t subject);

/// What a member has asked for in one kind so far.
struct Tally
{
    std::int64_t open = 0;    ///< waiting, whatever the subject
    std::int64_t refused = 0; ///< upon this subject
};
Tally tally(ReadTx& tx, std::string_view kind, MemberId member, std::int64_t subject);

/// Decides an open request. False: it was decided or withdrawn before, and nothing changed.
bool decide(Tx& tx, const Vault& vault, const Request& request, bool granted, MemberId by, std::string_view answer,
            Time now);
/// Opens a decided one again. False: it is not decided, or the same has been asked for anew meanwhile.
bool reopen(Tx& tx, std::int64_t id);
/// Writes its subject and body anew as they are in `request`.
void rewrite(Tx& tx, const Vault& vault, const Request& request);
/// Takes an open or granted one back for good. False: it was neither.
bool withdraw(Tx& tx, std::int64_t id, Time now);
/// The account's latest claim to be somebody that waits for a decision; empty: none does.
std::optional<Request> open_claim(ReadTx& tx, const Vault& vault, std::string_view platform, std::string_view account);
/// Takes back every open claim of an account to be somebody.
void withdraw_claims(Tx& tx, std::string_view platform, std::string_view account, Time now);

/// Who decides for an organisation: those who hold one of `roles` (a JSON array of names) today and are bound, in the
/// nearest organisation upwards that has any; never the asker.
std::vector<MemberId> reviewers(ReadTx& tx, OrganizationId org, MemberId asker, std::string_view roles,
                                std::int64_t today);

/// A reviewer and what they may decide with.
struct Reviewer
{
    MemberId member;
    std::string_view roles; ///< JSON array
    std::int64_t today = 0;
    std::string_view calling = "[]"; ///< roles (JSON array) that also decide upon who comes to the meetings they called
};

/// The open requests for which this reviewer is one of the nearest, or which are about a meeting of theirs, oldest
/// first, at most `most`; an own one only where nobody else on the way up could decide it.
std::vector<Request> waiting(ReadTx& tx, const Vault& vault, const Reviewer& reviewer, std::int64_t most);
/// The bindings granted since then, and still standing, for which this reviewer is one of the nearest, newest first, at
/// most `most`.
std::vector<Request> bound_since(ReadTx& tx, const Vault& vault, const Reviewer& reviewer, Time since,
                                 std::int64_t most);
/// Everything that is about a member, newest first, at most `most`.
std::vector<Request> of_member(ReadTx& tx, const Vault& vault, MemberId member, std::int64_t most);

} // namespace requests

} // namespace fingertip::storage

#pragma once

#include "handlers/command.hpp"
#include "storage/requests.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// One kind of thing that people ask for: how it reads and what deciding it does. requests.cpp lists them.
struct RequestKind
{
    std::string_view kind; ///< as in storage::Request
    Text name;
    bool together; ///< one 同意 grants all of the last list

    /// One line, to follow "17号": "李梅（1002）绑定".
    std::string (*line)(ReadContext& ctx, templates::Language language, const storage::Request& request);
    /// All that a reviewer should know, in the reviewer's language.
    std::string (*detail)(ReadContext& ctx, const storage::Request& request);
    /// Does what was asked for and tells the asker. A reply: it cannot be done now; then the request stays open.
    std::optional<Reply> (*grant)(Context& ctx, const storage::Request& request, std::string_view reason);
    /// Tells the asker.
    void (*refuse)(Context& ctx, const storage::Request& request, std::string_view reason);
    /// Undoes what granting or refusing did, and tells the asker; the request is open again. Null: it cannot be.
    void (*take_back)(Context& ctx, const storage::Request& request);
    /// Who decides besides those with the right to, and hears of it as well: whoever called the meeting. Null: nobody.
    storage::MemberId (*also)(ReadContext& ctx, const storage::Request& request) = nullptr;
    /// What the asker wrote. Null: the body as it is.
    std::string (*own_words)(const storage::Request& request) = nullptr;
};

/// The row of a kind; null: not known.
const RequestKind* request_kind(std::string_view kind);

/// Whether the speaker asked and nobody but they could decide: nobody else holds such an office on the way up. Never
/// so for a claim to be the speaker.
bool decides_alone(ReadContext& ctx, const storage::Request& request);

/// Files a request (kind, org, member, subject, platform, account, body) and tells its reviewers. Returns its number;
/// empty: the same is open already.
std::optional<std::int64_t> file_request(Context& ctx, const storage::Request& request);

/// 待办: what waits for this reviewer, and who has been bound lately.
Reply list_reviews(Context& ctx, const Args& args);
/// 审批 号 同意|不同意 理由; with the number alone it shows the request.
Reply review(Context& ctx, const Args& args);
/// 同意: grants every binding of the last list, or the only request on it; 同意 号 grants that one.
Reply agree(Context& ctx, const Args& args);

/// Takes decisions back; `numbers` as in Undoable::detail.
Reply withdraw_decisions(Context& ctx, std::string_view numbers);

/// What waits for the speaker to decide, at most 50; none unless they decide anywhere.
std::vector<storage::Request> waiting_reviews(ReadContext& ctx);
/// Who was bound within a week under the speaker's eyes, at most 10.
std::vector<storage::Request> late_bindings(ReadContext& ctx);

} // namespace fingertip::handlers

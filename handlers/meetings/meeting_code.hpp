#pragma once

#include "handlers/command.hpp"
#include "storage/meetings/meetings.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// A fresh six-digit check-in code that no meeting of that time has.
std::string new_code(storage::ReadTx& tx, storage::Time opens, storage::Time ends);
/// A fresh scene for the QR code: 128 random bits as 32 hex digits.
std::string new_scene();
/// A fresh secret from which turning codes are made: 32 random bytes.
std::string new_meeting_secret();

/// A signed word for the address of a meeting's full-screen page, valid until `expires`: "12.1767000000.9f…", in
/// English "12.1767000000.en.9f…".
std::string page_token(const storage::Vault& vault, storage::MeetingId meeting, storage::Time expires,
                       templates::Language language = templates::Language::zh);

/// What a page's token says.
struct PageAddress
{
    storage::MeetingId meeting;
    templates::Language language = templates::Language::zh; ///< of who asked for the page
};
/// Empty: not signed by us, or expired. Constant time in the signature.
std::optional<PageAddress> check_page_token(const storage::Vault& vault, std::string_view token, storage::Time now);

/// What a meeting's full-screen page shows at one moment.
struct CodePage
{
    templates::Language language = templates::Language::zh;
    std::string kind; ///< as in Meeting::kind; kind_text() names it
    std::string org_name;
    std::string topic; ///< empty: none, or attendance only
    std::string place;
    std::string mode;     ///< code, turning, scan, location, open
    std::string code;     ///< to be typed now; empty where the mode has none
    int seconds_left = 0; ///< until the code turns; 0: it does not
    std::string scene;    ///< for the QR code
    bool open = false;    ///< check-in is open now
    storage::Time opens_at{};
    storage::Time starts_at{};
    storage::Time ends_at{};
    std::int64_t present = 0;
    std::int64_t due = 0;
};

/// The page behind a token. Empty: the token is not good, or the meeting is cancelled, closed or over.
std::optional<CodePage> code_page(storage::ReadTx& tx, const storage::Vault& vault, std::string_view token,
                                  storage::Time now);

/// 签到码, 签到码 12: the code and the page for the projector.
Reply show_code(ReadContext& ctx, const Args& args);

} // namespace fingertip::handlers

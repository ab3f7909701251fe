#pragma once

#include "handlers/meeting_draft.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace fingertip::handlers {

// The steps of dialogues. A step is plain values with a name and a version of its form; `visit` shows its fields to the
// writer and the reader of talk.cpp. Changing a step's fields means raising its version: a saved step of another
// version is dropped with a polite sentence, never guessed.

/// The privacy notice was shown; 同意 goes on with what was said at first.
struct Consent
{
    static constexpr const char* name = "consent";
    static constexpr int version = 1;
    std::string claim;  ///< "张三 13800001234", an invitation code, or empty
    std::string intent; ///< what the person came for, a command to be run once bound ("签到 a1b2…")

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("claim", claim);
        visitor("intent", intent);
    }
};

/// Consent was given; name and phone, a number or an invitation code are awaited.
struct AskIdentity
{
    static constexpr const char* name = "ask_identity";
    static constexpr int version = 1;
    std::string intent;
    std::int64_t consented_at = 0;

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("intent", intent);
        visitor("consented_at", consented_at);
    }
};

/// 签到 without a code: the code is awaited.
struct AskCode
{
    static constexpr const char* name = "ask_code";
    static constexpr int version = 1;

    template<class Visitor>
    void visit(Visitor&&)
    {
    }
};

/// 记一笔 was previewed.
struct ConfirmMatter
{
    static constexpr const char* name = "confirm_matter";
    static constexpr int version = 1;
    std::int64_t member = 0;
    std::int64_t points = 0;
    std::string reason;

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("member", member);
        visitor("points", points);
        visitor("reason", reason);
    }
};

/// 冲销 was previewed.
struct ConfirmReversal
{
    static constexpr const char* name = "confirm_reversal";
    static constexpr int version = 1;
    std::int64_t entry = 0;
    std::string reason;

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("entry", entry);
        visitor("reason", reason);
    }
};

using Dialogue =
    std::variant<Consent, AskIdentity, AskCode, ConfirmMatter, ConfirmReversal, AskMeetingKind, AskMeetingOrg,
                 AskMeetingWhen, AskMeetingHour, AskMeetingPlace, AskMeetingTopic, AskMeetingSpot, ConfirmMeeting,
                 AskMoveWhen, ConfirmMove, ConfirmCancel, AskLocationConsent>;

} // namespace fingertip::handlers

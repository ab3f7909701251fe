#pragma once

#include "handlers/meetings/meeting_draft.hpp"
#include "handlers/meetings/record_draft.hpp"

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
    static constexpr int version = 2;
    std::string intent;
    std::int64_t consented_at = 0;
    std::int64_t invitation = 0; ///< of an organisation, which was shown first; 0: none
    std::string part;            ///< the name, or the number, that came alone

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("intent", intent);
        visitor("consented_at", consented_at);
        visitor("invitation", invitation);
        visitor("part", part);
    }
};

/// 解绑 was previewed.
struct ConfirmUnbind
{
    static constexpr const char* name = "confirm_unbind";
    static constexpr int version = 1;

    template<class Visitor>
    void visit(Visitor&&)
    {
    }
};

/// 撤销绑定 was previewed.
struct ConfirmUndoBinding
{
    static constexpr const char* name = "confirm_undo_binding";
    static constexpr int version = 1;
    std::int64_t request = 0;

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("request", request);
    }
};

/// 隐私 删除 was previewed.
struct ConfirmErase
{
    static constexpr const char* name = "confirm_erase";
    static constexpr int version = 1;

    template<class Visitor>
    void visit(Visitor&&)
    {
    }
};

/// 改手机号 was previewed.
struct ConfirmPhone
{
    static constexpr const char* name = "confirm_phone";
    static constexpr int version = 1;
    std::int64_t member = 0;
    std::string phone;

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("member", member);
        visitor("phone", phone);
    }
};

/// 免到 was previewed.
struct ConfirmExemption
{
    static constexpr const char* name = "confirm_exemption";
    static constexpr int version = 1;
    std::int64_t member = 0;
    std::int64_t until = 0; ///< the last day; 0: the exemption ends
    std::string reason;

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("member", member);
        visitor("until", until);
        visitor("reason", reason);
    }
};

/// 任命 or 免职 was previewed.
struct ConfirmOffice
{
    static constexpr const char* name = "confirm_office";
    static constexpr int version = 1;
    std::int64_t member = 0;
    std::int64_t org = 0;
    std::string role;
    bool ends = false; ///< 免职

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("member", member);
        visitor("org", org);
        visitor("role", role);
        visitor("ends", ends);
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

/// 请假 without a reason: the reason is awaited.
struct AskLeaveReason
{
    static constexpr const char* name = "ask_leave_reason";
    static constexpr int version = 1;
    std::int64_t meeting = 0;

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("meeting", meeting);
    }
};

/// 补签 without a reason: it is awaited.
struct AskMakeUp
{
    static constexpr const char* name = "ask_make_up";
    static constexpr int version = 1;
    std::int64_t meeting = 0;

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("meeting", meeting);
    }
};

/// 申诉 without a reason: it is awaited.
struct AskAppeal
{
    static constexpr const char* name = "ask_appeal";
    static constexpr int version = 1;
    std::int64_t entry = 0;

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("entry", entry);
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
    std::variant<Consent, AskIdentity, ConfirmUnbind, ConfirmUndoBinding, ConfirmErase, ConfirmPhone, ConfirmExemption,
                 ConfirmOffice, AskCode, ConfirmMatter, ConfirmReversal, AskMeetingKind, AskMeetingOrg, AskMeetingWhen,
                 AskMeetingHour, AskMeetingPlace, AskMeetingTopic, AskMeetingSpot, ConfirmMeeting, AskMoveWhen,
                 ConfirmMove, ConfirmCancel, AskLocationConsent, AskLeaveReason, WriteMinutes, ConfirmRewrite,
                 AskResolution, ConfirmResolution, AskMakeUp, AskAppeal>;

} // namespace fingertip::handlers

#pragma once

#include <cstdint>
#include <string>

namespace fingertip::handlers {

/// A meeting that is being called, as far as it is known: what the steps of that dialogue carry on.
struct MeetingDraft
{
    std::string kind; ///< empty: not said yet
    std::int64_t org = 0;
    std::string orgs;          ///< ids to choose from by number, "3,5"
    std::int64_t day = 0;      ///< days since 1970; 0: not said yet
    std::int64_t minute = -1;  ///< since midnight; -1: not said yet
    bool unclear_hour = false; ///< the minute may also be twelve hours later
    std::int64_t length = 0;   ///< minutes; 0: as usual
    std::string place;
    bool placed = false; ///< asked and answered, perhaps with nothing
    std::string topic;
    bool topic_settled = false;
    std::string mode = "code";
    bool attendance_only = false;
    bool spotted = false; ///< the point for check-in by location is known
    double latitude = 0;
    double longitude = 0;
    std::int64_t chair = 0;    ///< 0: the caller
    std::int64_t recorder = 0; ///< 0: not named

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("kind", kind);
        visitor("org", org);
        visitor("orgs", orgs);
        visitor("day", day);
        visitor("minute", minute);
        visitor("unclear_hour", unclear_hour);
        visitor("length", length);
        visitor("place", place);
        visitor("placed", placed);
        visitor("topic", topic);
        visitor("topic_settled", topic_settled);
        visitor("mode", mode);
        visitor("attendance_only", attendance_only);
        visitor("spotted", spotted);
        visitor("latitude", latitude);
        visitor("longitude", longitude);
        visitor("chair", chair);
        visitor("recorder", recorder);
    }
};

/// The kind of meeting is awaited.
struct AskMeetingKind : MeetingDraft
{
    static constexpr const char* name = "ask_meeting_kind";
    static constexpr int version = 1;
};
/// Which of the speaker's organisations: its number is awaited.
struct AskMeetingOrg : MeetingDraft
{
    static constexpr const char* name = "ask_meeting_org";
    static constexpr int version = 1;
};
/// A day, a time, or both are awaited.
struct AskMeetingWhen : MeetingDraft
{
    static constexpr const char* name = "ask_meeting_when";
    static constexpr int version = 1;
};
/// 3点 was said: morning or afternoon?
struct AskMeetingHour : MeetingDraft
{
    static constexpr const char* name = "ask_meeting_hour";
    static constexpr int version = 1;
};
struct AskMeetingPlace : MeetingDraft
{
    static constexpr const char* name = "ask_meeting_place";
    static constexpr int version = 1;
};
struct AskMeetingTopic : MeetingDraft
{
    static constexpr const char* name = "ask_meeting_topic";
    static constexpr int version = 1;
};
/// Check-in by location: the caller's place, standing where the meeting will be, is awaited.
struct AskMeetingSpot : MeetingDraft
{
    static constexpr const char* name = "ask_meeting_spot";
    static constexpr int version = 1;
};
/// The preview was shown: 确认 calls the meeting, other words change it.
struct ConfirmMeeting : MeetingDraft
{
    static constexpr const char* name = "confirm_meeting";
    static constexpr int version = 1;
};

/// A new time for a meeting that was called: 确认 moves it.
struct ConfirmMove
{
    static constexpr const char* name = "confirm_meeting_move";
    static constexpr int version = 1;
    std::int64_t meeting = 0;
    std::int64_t starts_at = 0;
    std::int64_t ends_at = 0;

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("meeting", meeting);
        visitor("starts_at", starts_at);
        visitor("ends_at", ends_at);
    }
};
/// 改期 without a time that is clear: it is awaited.
struct AskMoveWhen
{
    static constexpr const char* name = "ask_move_when";
    static constexpr int version = 1;
    std::int64_t meeting = 0;
    std::int64_t day = 0;     ///< 0: not said yet
    std::int64_t minute = -1; ///< -1: not said yet
    std::int64_t length = 0;
    bool unclear_hour = false;

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("meeting", meeting);
        visitor("day", day);
        visitor("minute", minute);
        visitor("length", length);
        visitor("unclear_hour", unclear_hour);
    }
};
/// 取消会议 was said: 确认 cancels it.
struct ConfirmCancel
{
    static constexpr const char* name = "confirm_meeting_cancel";
    static constexpr int version = 1;
    std::int64_t meeting = 0;

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("meeting", meeting);
    }
};

/// The separate consent to check in by location is awaited.
struct AskLocationConsent
{
    static constexpr const char* name = "ask_location_consent";
    static constexpr int version = 1;

    template<class Visitor>
    void visit(Visitor&&)
    {
    }
};

} // namespace fingertip::handlers

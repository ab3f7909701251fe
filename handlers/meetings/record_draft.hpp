#pragma once

#include <cstdint>
#include <string>

namespace fingertip::handlers {

/// The text of a meeting's record is awaited, message by message, until 完成. Each is on record at once, so that
/// nothing acknowledged is lost when the rest never comes; what was there before is kept here for 取消.
struct WriteMinutes
{
    static constexpr const char* name = "write_minutes";
    static constexpr int version = 1;
    std::int64_t meeting = 0;
    std::int64_t characters = 0;    ///< taken in since the beginning
    std::int64_t messages = 0;      ///< in how many messages
    std::int64_t bytes = 0;         ///< of the whole record after the last of them
    bool replaces = false;          ///< the first message takes the place of what is there
    bool shared = false;            ///< somebody else has written meanwhile: 取消 takes nothing away
    std::int64_t before_author = 0; ///< 0: there was no record
    std::int64_t before_at = 0;
    std::int64_t before_bytes = 0; ///< the new text follows behind so many
    std::string before;            ///< the old text, when it was replaced

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("meeting", meeting);
        visitor("characters", characters);
        visitor("messages", messages);
        visitor("bytes", bytes);
        visitor("replaces", replaces);
        visitor("shared", shared);
        visitor("before_author", before_author);
        visitor("before_at", before_at);
        visitor("before_bytes", before_bytes);
        visitor("before", before);
    }
};

/// 会议记录 重写 was said: 确认 lets the next message replace what is there.
struct ConfirmRewrite
{
    static constexpr const char* name = "confirm_rewrite";
    static constexpr int version = 1;
    std::int64_t meeting = 0;

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("meeting", meeting);
    }
};

/// A resolution as far as it is known.
struct ResolutionDraft
{
    std::int64_t meeting = 0;
    std::string subject;
    std::int64_t approve = -1; ///< -1: not said
    std::int64_t oppose = -1;
    std::int64_t abstain = -1;
    std::int64_t written = 0;   ///< of the votes, those that came in writing
    bool all_in_favour = false; ///< 一致通过 was said: as many as are present
    std::string matter;         ///< by which rule: ordinary, admission, election; empty: as the subject sounds
    bool passed = false;        ///< as the preview said

    template<class Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("meeting", meeting);
        visitor("subject", subject);
        visitor("approve", approve);
        visitor("oppose", oppose);
        visitor("abstain", abstain);
        visitor("written", written);
        visitor("all_in_favour", all_in_favour);
        visitor("matter", matter);
        visitor("passed", passed);
    }
};

/// The subject or the votes are awaited.
struct AskResolution : ResolutionDraft
{
    static constexpr const char* name = "ask_resolution";
    static constexpr int version = 1;
};
/// The preview was shown: 确认 records it, other figures or another rule change it.
struct ConfirmResolution : ResolutionDraft
{
    static constexpr const char* name = "confirm_resolution";
    static constexpr int version = 1;
};

} // namespace fingertip::handlers

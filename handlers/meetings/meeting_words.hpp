#pragma once

#include "handlers/context.hpp"
#include "storage/meetings/meetings.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// A kind of meeting named at the front of a text.
struct SaidKind
{
    std::string_view kind; ///< as in Meeting::kind
    std::size_t length;    ///< bytes of the name
};

/// The kind whose name (支部党员大会, 支委会, 党课 …) the text begins with, the longest name first.
std::optional<SaidKind> leading_kind(std::string_view text);

/// The check-in mode called so (扫码, 动态码, 定位, 免码, 签到码); empty: no mode is.
std::optional<std::string_view> mode_called(std::string_view word);

Text kind_text(std::string_view kind);
Text mode_text(std::string_view mode);
Text status_text(std::string_view attendance_status);

/// A person's name in the clear; "" for nobody and for who was erased.
std::string person_name(const ReadContext& ctx, storage::MemberId member);

/// What speaks about meetings in one language.
class MeetingWords
{
public:
    MeetingWords(const Surroundings& around, templates::Language language, storage::Time now)
        : around_{around}, language_{language}, now_{now}
    {
    }
    explicit MeetingWords(const ReadContext& ctx) : MeetingWords{ctx.around, ctx.language(), ctx.now} {}

    std::string text(Text id, std::initializer_list<Filling> values = {}) const;
    /// "支部党员大会"
    std::string kind(const storage::Meeting& meeting) const { return text(kind_text(meeting.kind)); }
    /// "11月27日(周五) 15:00"
    std::string start(const storage::Meeting& meeting) const;
    /// "11月27日(周五) 15:00–17:00", the end with its day when it is another.
    std::string span(storage::Time starts, storage::Time ends) const;
    /// "11月27日(周五) 15:00 支部党员大会，302": one line of a list.
    std::string line(const storage::Meeting& meeting) const;

private:
    const Surroundings& around_;
    templates::Language language_;
    storage::Time now_;
};

} // namespace fingertip::handlers

#include "handlers/meetings/meeting_line.hpp"

#include "handlers/meetings/meeting_words.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/characters.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace fingertip::handlers {

namespace {

/// What follows a label and its colon: 地点:302, 地点：302, 地点302. Empty optional: the word has another beginning.
std::optional<std::string> labelled(std::string_view word, std::initializer_list<std::string_view> labels)
{
    for (const auto label : labels)
        if (word.starts_with(label))
            return std::string{trimmed_front(word.substr(label.size()), ":：")};
    return std::nullopt;
}

std::string join(const std::vector<std::string>& words, std::size_t from, std::size_t until)
{
    std::string joined;
    for (auto i = from; i < until && i < words.size(); ++i)
        joined += (joined.empty() ? "" : " ") + words[i];
    return joined;
}

void set_topic(MeetingDraft& draft, std::string topic)
{
    draft.topic = std::move(topic);
    draft.topic_settled = true;
}

void set_place(MeetingDraft& draft, std::string place)
{
    draft.place = std::move(place);
    draft.placed = true;
}

/// Words with a meaning of their own are taken out of `words`; what is left is returned for day, time, place and topic.
std::vector<std::string> take_marked(const std::vector<std::string>& words, MeetingDraft& draft, LineNotes& notes,
                                     bool glued_kind)
{
    std::vector<std::string> left;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        // A label's value may stand behind a blank.
        const auto value = [&](std::string said) {
            return said.empty() && i + 1 < words.size() ? words[++i] : std::move(said);
        };
        if (auto topic = labelled(word, {"议题", "主题:", "主题："})) {
            const auto more = join(words, i + 1, words.size());
            set_topic(draft, topic->empty() || more.empty() ? *topic + more : *topic + " " + more);
            notes.said_anything = true;
            break; // the topic goes on to the end, whatever it says
        }
        if (auto place = labelled(word, {"地点"}))
            set_place(draft, value(std::move(*place)));
        else if (auto chair = labelled(word, {"主持人", "主持"}))
            notes.chair = value(std::move(*chair));
        else if (auto recorder = labelled(word, {"记录人", "记录"}))
            notes.recorder = value(std::move(*recorder));
        else if (word == "仅考勤" || word == "只考勤")
            draft.attendance_only = true;
        else if (const auto mode = mode_called(word))
            draft.mode = *mode;
        else if (const auto kind = leading_kind(word);
                 kind && draft.kind.empty() && (kind->length == word.size() || (glued_kind && left.empty()))) {
            draft.kind = kind->kind;
            if (kind->length < word.size())
                left.push_back(word.substr(kind->length));
        } else {
            left.push_back(word);
            continue;
        }
        notes.said_anything = true;
    }
    return left;
}

void read_when(const std::string& text, LocalNow now, MeetingDraft& draft, LineNotes& notes, std::string& rest)
{
    const auto when = parse_when(text, now);
    rest = when.rest;
    notes.impossible = when.impossible;
    notes.unclear_day = when.unclear_day;
    notes.said_when = take_when(when, draft.day, draft.minute, draft.unclear_hour, draft.length) || when.impossible;
    notes.said_anything |= notes.said_when;
    if (notes.unclear_day)
        draft.day = 0;
}

} // namespace

bool take_when(const When& when, std::int64_t& day, std::int64_t& minute, bool& unclear_hour, std::int64_t& length)
{
    if (when.day)
        day = *when.day;
    if (when.time) {
        minute = when.time->count();
        unclear_hour = when.unclear_hour;
    }
    if (when.length)
        length = when.length->count();
    return when.day || when.time || when.length;
}

LineNotes read_line(std::string_view text, LocalNow now, MeetingDraft& draft)
{
    LineNotes notes;
    const auto words = take_marked(Args{std::string{text}}.words(), draft, notes, true);
    std::string rest;
    read_when(join(words, 0, words.size()), now, draft, notes, rest);
    const auto left = Args{rest}.words();
    if (!left.empty())
        notes.said_anything = true;
    std::size_t at = 0;
    if (!draft.placed && at < left.size())
        set_place(draft, left[at++]);
    if (!draft.topic_settled && at < left.size())
        set_topic(draft, join(left, at, left.size()));
    return notes;
}

LineNotes read_change(std::string_view text, LocalNow now, MeetingDraft& draft)
{
    LineNotes notes;
    const auto words = take_marked(Args{std::string{text}}.words(), draft, notes, false);
    std::string rest;
    read_when(join(words, 0, words.size()), now, draft, notes, rest);
    return notes;
}

} // namespace fingertip::handlers

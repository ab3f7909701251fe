// What a person may type, up to the words and arguments that the commands get.

#include "bot/platforms/utf8.hpp"
#include "handlers/words/args.hpp"
#include "handlers/words/characters.hpp"
#include "handlers/words/confirming.hpp"
#include "handlers/words/long_text.hpp"
#include "handlers/words/near_miss.hpp"
#include "handlers/words/numbered.hpp"
#include "handlers/words/phone.hpp"
#include "handlers/words/verdict.hpp"
#include "tests/fuzz/harness.hpp"

#include <algorithm>
#include <array>

using namespace fingertip::handlers;
using namespace fingertip::fuzz;
using fingertip::bot::platforms::is_utf8;

namespace {

constexpr std::array<std::string_view, 16> words{"签到",   "请假",   "积分",    "绑定",    "会议", "帮助",
                                                 "审批",   "check",  "leave",   "jf",      "hy",   "?",
                                                 "points", "cancel", "lessons", "结束会议"};
constexpr std::array<std::string_view, 2> attaching{"请假", "leave"};

void look_at_args(const Args& args)
{
    const auto inside = [&](const std::string& part) { return args.rest().find(part) != std::string::npos; };
    for (const auto& word : args.words())
        promise(!word.empty() && inside(word), "a word that nobody wrote");
    promise(args.after(1).rest().size() <= args.rest().size(), "more behind a word than there was");
    if (const auto number = args.number())
        promise(*number >= 0 && *number <= 999'999'999, "a number out of range");
    if (const auto line = args.menu_number())
        promise(*line >= 1 && *line <= 99, "a menu's line out of range");
    if (const auto code = args.code())
        promise(code->size() >= 6 && code->size() <= 8 && code->find_first_not_of("0123456789") == std::string::npos,
                "a code that is none");
    if (const auto invitation = args.invitation())
        promise(invitation->size() >= 6 && invitation->size() <= 16, "an invitation that is none");
    if (const auto claim = args.claim())
        promise(is_utf8(claim->name) && claim->phone.empty() != claim->member_no.empty(), "a claim of nobody");
    if (const auto points = args.points())
        promise(points->points != 0 && is_utf8(points->before) && is_utf8(points->after), "points that are none");
    if (const auto phone = args.phone())
        promise(phone->size() == 11 && phone->starts_with('1') && parse_phone(*phone) == phone,
                "a phone that is not read as itself");
}

void look_at_normalised(std::string_view input, const Normalised& said)
{
    promise(said.text.size() <= longest_text, "a text longer than the longest");
    for (const auto& text : {said.text, said.folded}) {
        promise(is_utf8(text), "a normalised text that is no UTF-8");
        promise(trimmed(text) == text, "blanks at an end");
        for (const char c : text)
            promise(static_cast<unsigned char>(c) >= 0x20 || c == '\n', "a control character");
        promise(text.find("  ") == std::string::npos && text.find("\n\n") == std::string::npos, "two blanks");
    }
    promise(said.folded.find('\n') == std::string::npos, "a line break in the comparing form");
    // Each layer (a mention, quotes, a slash) is taken off once; without any, a clean text is its own normal form.
    constexpr std::array<std::string_view, 9> layers{"@", "/", "“", "\"", "「", "『", "【", "⟦", "‘"};
    if (std::none_of(layers.begin(), layers.end(), [&](auto layer) { return said.text.starts_with(layer); })) {
        const auto again = normalise(said.text);
        promise(again.text == said.text, "a normalised text does not normalise to itself");
        promise(again.folded == said.folded, "a text and its normal form compare as different");
        if (said.folded.size() <= longest_text &&
            std::none_of(layers.begin(), layers.end(), [&](auto layer) { return said.folded.starts_with(layer); }))
            promise(normalise(said.folded).folded == said.folded, "a comparing form does not compare to itself");
    }
    if (input.empty())
        promise(said.text.empty(), "something from nothing");
}

void run(std::string_view input)
{
    const auto said = normalise(input);
    look_at_normalised(input, said);
    if (const auto split = split_command(said, words, attaching)) {
        promise(std::find(words.begin(), words.end(), split->word) != words.end(), "a word of no list");
        promise(split->args.rest().size() <= said.text.size() && is_utf8(split->args.rest()), "arguments from nowhere");
        look_at_args(split->args);
    }
    look_at_args(Args{said.text});
    if (const auto meant = near_miss(said.text, words))
        promise(std::any_of(words.begin(), words.end(), [&](auto word) { return meant->starts_with(word); }),
                "a guess that is no command");
    if (const auto phone = find_phone(said.text))
        promise(phone->begin < phone->end && phone->end <= said.text.size() && phone->number.size() == 11,
                "a phone outside the text");
    const auto numbered = read_numbered(said.text);
    promise(is_utf8(numbered.rest) && numbered.number.value_or(0) >= 0, "a number out of range");
    if (const auto verdict = read_verdict(said.text))
        promise(verdict->number >= 0 && is_utf8(verdict->reason), "a verdict out of range");
    says_confirm(Args{said.text});
    says_yes(said.folded);

    fingertip::handlers::Reply reply{said.text, {}};
    const auto rest = cut(reply, 200, 60, "…⟦更多⟧");
    promise(fits(reply, 200, 60) && is_utf8(reply.text) && is_utf8(rest), "a cut reply does not fit, or is torn");
    promise(rest.empty() == (reply.text == said.text), "a reply is cut for nothing, or not at all");
}

const Registered registered{"chat_words", run};

} // namespace

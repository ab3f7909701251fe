#include "bot/router.hpp"

#include "handlers/commands.hpp"
#include "handlers/dialogue_steps.hpp"
#include "handlers/words/near_miss.hpp"
#include "handlers/words/normalise.hpp"

namespace fingertip::bot {

using handlers::Args;
using handlers::Command;
using handlers::Talk;
using Kind = Understanding::Kind;

namespace {

/// A command by its word, with what follows it.
std::optional<Understanding> as_command(const handlers::Normalised& said)
{
    const auto split = handlers::split_command(said, handlers::command_words(), handlers::attaching_words());
    if (!split)
        return std::nullopt;
    const Command* command = handlers::find_command(split->word);
    if (!command)
        return std::nullopt;
    return Understanding{Kind::command, command, split->args, {}, false};
}

/// Whether what follows a command's word makes it a sentence that merely begins with that word ("会议：一、传达……"):
/// neither nothing nor a number, which is how commands go on.
bool is_prose(const Args& args)
{
    const auto words = args.words();
    return !words.empty() && !Args{words.front()}.number();
}

Understanding with_parking(Understanding understood, const Talk& talk)
{
    understood.parks = talk.dialogue.has_value();
    return understood;
}

} // namespace

Understanding understand(std::string_view text, const Talk& talk, storage::Time now,
                         const std::function<bool(std::string_view)>& is_open_code)
{
    const auto said = handlers::normalise(text);
    if (handlers::says_cancel(said.folded))
        return {Kind::cancel, nullptr, {}, {}, false};

    const Args whole{said.text};
    const bool dialogue_accepts = talk.dialogue && handlers::accepts(*talk.dialogue, whole);
    const bool text_goes_on = dialogue_accepts && handlers::collects_text(*talk.dialogue);
    if (const auto command = as_command(said); command && !(text_goes_on && is_prose(command->args))) {
        using handlers::Beside;
        if (command->command->beside == Beside::leaves)
            return *command;
        const bool as_answer = command->args.empty() || is_prose(command->args);
        if (command->command->beside != Beside::yields || !as_answer || !dialogue_accepts)
            return with_parking(*command, talk);
        return {Kind::dialogue, nullptr, whole, {}, false};
    }
    if (const auto code = whole.code(); code && (!dialogue_accepts || is_open_code(*code)))
        return with_parking({Kind::command, handlers::check_in_command(), whole, {}, false}, talk);
    if (handlers::says_resume(said.folded) && talk.parked)
        return {Kind::resume, nullptr, {}, {}, false};
    if (dialogue_accepts)
        return {Kind::dialogue, nullptr, whole, {}, false};

    if (const auto number = whole.menu_number(); number && now < talk.menu_until && *number <= talk.menu.size())
        if (const auto chosen = as_command(handlers::normalise(talk.menu[*number - 1])))
            return with_parking(*chosen, talk);
    if (handlers::says_yes(said.folded) && !talk.yes.empty())
        if (const auto meant = as_command(handlers::normalise(talk.yes)))
            return with_parking(*meant, talk);

    if (auto near = handlers::near_miss(said.text, handlers::command_words()))
        return {Kind::suggestion, nullptr, {}, std::move(*near), false};
    return {Kind::nothing, nullptr, whole, {}, false};
}

} // namespace fingertip::bot

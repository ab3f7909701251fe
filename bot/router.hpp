#pragma once

#include "handlers/command.hpp"
#include "handlers/talk.hpp"
#include "handlers/words/args.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace fingertip::bot {

/// What a text means to this person now.
struct Understanding
{
    enum class Kind
    {
        cancel,     ///< leave the dialogue
        resume,     ///< take the parked dialogue up again
        command,    ///< `command` with `args`
        dialogue,   ///< an answer to the open dialogue
        suggestion, ///< a near miss: `suggestion` is what was probably meant
        nothing,    ///< a kind sentence with the menu
    };
    Kind kind = Kind::nothing;
    const handlers::Command* command = nullptr;
    handlers::Args args;
    std::string suggestion;
    bool parks = false; ///< the open dialogue is put aside
};

/// Understands a text; first match wins: 取消 and 帮助, a whole command word (but 同意 for a dialogue that asks for it)
/// or the bare code of an open meeting, the open dialogue if the text has the form it asks for, a number of the last
/// menu or 是, a near miss, nothing. `is_open_code` is asked only when digits could also answer the open dialogue. Pure
/// otherwise.
Understanding understand(std::string_view text, const handlers::Talk& talk, storage::Time now,
                         const std::function<bool(std::string_view)>& is_open_code);

} // namespace fingertip::bot

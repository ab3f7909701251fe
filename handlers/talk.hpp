#pragma once

#include "handlers/dialogues.hpp"
#include "storage/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::handlers {

/// The last reversible act of a person, which 打错了 takes back for a minute.
struct Undoable
{
    std::string what; ///< "check_in"
    std::int64_t subject = 0;
    storage::Time until{};
    std::string detail; ///< what else the way back needs
    storage::Time at{}; ///< when it was done
};

/// What is open between one account and the bot: saved with the conversation after every write that changes it.
struct Talk
{
    std::optional<Dialogue> dialogue; ///< waiting for an answer
    std::optional<Dialogue> parked;   ///< put aside by another command, taken up again by 继续
    std::vector<std::string> menu;    ///< what 1, 2, 3 … of the last list say
    storage::Time menu_until{};
    std::string yes;  ///< what 是 says: the command of a near miss
    std::string more; ///< the rest of a long text
    std::optional<Undoable> undo;

    bool empty() const { return !dialogue && !parked && menu.empty() && yes.empty() && more.empty() && !undo; }
};

/// JSON with a version. Empty: nothing is open.
std::string write(const Talk& talk);

/// The talk that was saved. `outdated` is set when it held a dialogue of another version, which is dropped: the person
/// is asked to begin again, nothing is guessed.
Talk read_talk(std::string_view json, bool& outdated);

} // namespace fingertip::handlers

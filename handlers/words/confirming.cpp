#include "handlers/words/confirming.hpp"

#include "handlers/words/characters.hpp"
#include "handlers/words/normalise.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace fingertip::handlers {

bool says_one_of(std::string_view text, std::span<const std::string_view> words)
{
    const auto folded = normalise(trimmed(text, ".,。，;；!！~～…")).folded;
    return std::find(words.begin(), words.end(), folded) != words.end();
}

bool says_confirm(const Args& said)
{
    constexpr std::array<std::string_view, 9> words{"确认", "确定", "是", "是的", "好", "好的", "yes", "ok", "confirm"};
    const auto text = normalise(said.rest()).folded;
    return std::find(words.begin(), words.end(), text) != words.end();
}

} // namespace fingertip::handlers

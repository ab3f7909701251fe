#include "handlers/words/syllables.hpp"

#include "handlers/words/characters.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace fingertip::handlers {

namespace {

using Entry = std::pair<char32_t, std::string_view>;

const std::vector<Entry>& by_character()
{
    static const auto entries = [] {
        std::vector<Entry> made;
        made.reserve(9000);
        for (const auto line : syllable_table()) {
            const auto blank = line.find(' ');
            for (const auto& one : characters(line.substr(blank + 1)))
                made.emplace_back(one.folded, line.substr(0, blank));
        }
        std::sort(made.begin(), made.end());
        return made;
    }();
    return entries;
}

} // namespace

std::string_view syllable(char32_t character)
{
    const auto& entries = by_character();
    const auto found = std::lower_bound(entries.begin(), entries.end(), Entry{character, {}});
    return found != entries.end() && found->first == character ? found->second : std::string_view{};
}

std::string loose_syllable(std::string_view syllable)
{
    std::string out{syllable};
    if (out.size() > 1 && out[1] == 'h') // zh ch sh
        out.erase(1, 1);
    if (out.starts_with('l'))
        out.front() = 'n';
    if (out.ends_with("ang") || out.ends_with("eng") || out.ends_with("ing"))
        out.pop_back();
    return out;
}

} // namespace fingertip::handlers

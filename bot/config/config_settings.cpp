#include "bot/config.hpp"

#include <algorithm>
#include <ostream>

namespace fingertip::bot {

void print(std::ostream& out, const Config& config)
{
    std::string section;
    for (const auto& setting : config.settings) {
        if (setting.section != section) {
            section = setting.section;
            out << (&setting == config.settings.data() ? "" : "\n") << section.substr(0, section.rfind(']') + 1)
                << '\n';
        }
        out << setting.key << " = " << setting.value;
        if (!setting.source.empty())
            out << "  # " << setting.source;
        out << '\n';
    }
}

namespace {

/// What an account's requests are checked with; the name is "[[platform]] NAME KEY".
bool is_taken_over(const std::string& secret)
{
    static const std::vector<std::string> keys{" token", " encoding_aes_key", " previous_token",
                                               " previous_encoding_aes_key"};
    return secret.starts_with("[[platform]]") &&
           std::ranges::any_of(keys, [&](const auto& key) { return secret.ends_with(key); });
}

} // namespace

std::vector<std::string> needs_restart(const Config& running, const Config& next)
{
    static const std::vector<std::string> reloaded{"[limits]",  "[texts]",        "[meeting]",
                                                   "[notices]", "[burden_guard]", "[binding]"};
    static const std::vector<std::string> built_in{"[limits] queue", "[limits] readers"}; // of the opened database
    std::vector<std::string> changed;
    const auto differs = [&](const Setting& setting) {
        if (std::ranges::find(built_in, setting.section + ' ' + setting.key) != built_in.end())
            return true;
        return std::ranges::find(reloaded, setting.section) == reloaded.end() &&
               !(setting.section == "[log]" && setting.key == "level");
    };
    const auto compare = [&](const Config& a, const Config& b) {
        for (const auto& setting : a.settings) {
            const auto name = setting.section + ' ' + setting.key;
            const auto same = std::ranges::any_of(b.settings, [&](const Setting& other) {
                return other.section == setting.section && other.key == setting.key && other.value == setting.value;
            });
            if (!same && differs(setting) && !is_taken_over(name) && std::ranges::find(changed, name) == changed.end())
                changed.push_back(name);
        }
        for (const auto& [name, secret] : a.secrets) {
            const auto same = std::ranges::any_of(
                b.secrets, [&](const auto& other) { return other.first == name && other.second == secret; });
            if (!same && !is_taken_over(name) && std::ranges::find(changed, name) == changed.end())
                changed.push_back(name);
        }
    };
    compare(running, next);
    compare(next, running);
    return changed;
}

} // namespace fingertip::bot

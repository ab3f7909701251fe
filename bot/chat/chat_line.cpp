#include "bot/chat/chat_line.hpp"

#include "bot/config/config_values.hpp"
#include "bot/platforms/utf8.hpp"
#include "bot/simulator/wechat_servers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace fingertip::bot::chat {

namespace {

using simulator::Act;

constexpr std::size_t longest_text = 2048; ///< bytes; what the application lets a person send in one message
constexpr std::size_t longest_scene = 64;
constexpr std::size_t invitation_length = 13; ///< K7QM-2XPA-9RTWB without its dashes

std::string_view trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(" \t\r");
    return begin == text.npos ? std::string_view{} : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// Takes the first word off.
std::string_view take_word(std::string_view& text)
{
    const auto word = text.substr(0, text.find_first_of(" \t"));
    text = trimmed(text.substr(word.size()));
    return word;
}

Line does(Act::Kind kind, std::string_view text = {})
{
    if (text.size() > longest_text)
        return NotUnderstood{"that is longer than a message may be (2048 bytes): send it in parts"};
    Act act;
    act.kind = kind;
    act.text = std::string{text};
    return Do{std::move(act)};
}

/// What a picture holds: a scene as it stands, the address that the platform puts into its pictures, or an invitation's
/// code as a person reads it out.
std::string scene_of(std::string_view picture)
{
    if (auto scene = simulator::WechatServers::scene_of(std::string{picture}); !scene.empty())
        return scene;
    std::string code{picture};
    std::erase(code, '-');
    const bool is_code =
        picture.size() == invitation_length + 2 && code.size() == invitation_length &&
        std::ranges::all_of(code, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '9'); });
    return is_code ? "invite-" + code : std::string{picture};
}

Line with_scene(Act::Kind kind, std::string_view picture)
{
    Act act;
    act.kind = kind;
    constexpr std::string_view before_token = "/meeting/";
    if (const auto at = picture.find(before_token); at != picture.npos) {
        const auto token = picture.substr(at + before_token.size());
        return Do{std::move(act), std::string{token.substr(0, token.find('/'))}};
    }
    act.scene = scene_of(picture);
    if (act.scene.size() > longest_scene)
        return NotUnderstood{"a scene has at most 64 characters"};
    return Do{std::move(act)};
}

Line follow(std::string_view rest)
{
    return rest.empty() ? does(Act::Kind::follow) : with_scene(Act::Kind::follow, rest);
}
Line unfollow(std::string_view)
{
    return does(Act::Kind::unfollow);
}
Line scan(std::string_view rest)
{
    return with_scene(Act::Kind::scan, rest);
}
Line tap(std::string_view rest)
{
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error == std::errc{} && end == rest.data() + rest.size() && rest.size() <= 2)
        return TapNumber{number};
    return does(Act::Kind::tap, rest);
}
Line menu(std::string_view rest)
{
    return does(Act::Kind::menu, rest);
}
Line voice(std::string_view rest)
{
    return does(Act::Kind::voice, rest);
}
Line image(std::string_view)
{
    return does(Act::Kind::image);
}

std::optional<double> number(std::string_view text, double most)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() ||
        !(std::abs(value) <= most)) // nor "nan"
        return std::nullopt;
    return value;
}

Line location(std::string_view rest)
{
    const auto comma = rest.find(',');
    auto behind = comma == rest.npos ? std::string_view{} : trimmed(rest.substr(comma + 1));
    const auto latitude = number(trimmed(rest.substr(0, comma)), 90);
    const auto longitude = number(take_word(behind), 180);
    const auto accuracy = behind.empty() ? 0 : number(behind, 100'000);
    if (!latitude || !longitude || !accuracy || *accuracy < 0)
        return NotUnderstood{"a place is degrees north, a comma, degrees east, and perhaps its accuracy in metres: "
                             "!location 31.2304,121.4737 30"};
    Act act;
    act.kind = Act::Kind::location;
    act.latitude = *latitude;
    act.longitude = *longitude;
    act.accuracy_m = *accuracy;
    return Do{std::move(act)};
}

Line again(std::string_view)
{
    return Again{};
}
Line twice(std::string_view)
{
    return Twice{};
}

std::optional<std::chrono::seconds> seconds(std::string_view text)
{
    const auto read = parse_duration(text);
    return read ? std::optional{std::chrono::duration_cast<std::chrono::seconds>(*read)} : std::nullopt;
}

Line late(std::string_view rest)
{
    const auto by = seconds(rest);
    if (!by)
        return NotUnderstood{"say how late as in !late 10m (90s, 2h): it counts for the next message"};
    return Late{*by};
}

Line clock(std::string_view rest)
{
    if (rest.empty())
        return Clock{};
    const bool behind = rest.front() == '-';
    const auto by = seconds(rest.front() == '+' || behind ? rest.substr(1) : rest);
    if (!by)
        return NotUnderstood{
            "!clock shows the clocks, !clock +3m and !clock -3m put the platform's wrong, !clock 0s right"};
    return Clock{behind ? -*by : *by};
}

Line wire(std::string_view)
{
    return Wire{};
}
Line help(std::string_view)
{
    return Help{};
}
Line quit(std::string_view)
{
    return Quit{};
}

enum class Needs
{
    nothing,
    maybe, ///< works with and without something behind it
    something
};

struct Word
{
    std::string_view name;
    std::string_view behind; ///< as help shows it
    Needs needs;
    std::string_view meaning;
    Line (*read)(std::string_view rest);
};

constexpr std::array words{
    Word{"follow", "[PICTURE]", Needs::maybe, "follows the account, from a picture as in !scan or not", &follow},
    Word{"unfollow", "", Needs::nothing, "stops following", &unfollow},
    Word{"scan", "PICTURE", Needs::something,
         "scans a picture: its scene or address, a meeting's page, an invitation's code", &scan},
    Word{"tap", "NUMBER|WORD", Needs::something, "taps a word of the reply; !1 is short for !tap 1", &tap},
    Word{"menu", "KEY", Needs::something, "presses a key of the menu", &menu},
    Word{"location", "LAT,LON [METRES]", Needs::something, "sends a place; with an accuracy the application reports it",
         &location},
    Word{"voice", "TEXT", Needs::something, "says it aloud", &voice},
    Word{"image", "", Needs::nothing, "sends a picture", &image},
    Word{"again", "", Needs::nothing, "the platform delivers the last message again", &again},
    Word{"twice", "", Needs::nothing, "the next message arrives twice at once", &twice},
    Word{"late", "DURATION", Needs::something, "the next message was sent that long ago (10m, 90s, 2h)", &late},
    Word{"clock", "[+|-DURATION]", Needs::maybe, "shows the clocks; puts the platform's wrong, 0s: right", &clock},
    Word{"wire", "", Needs::nothing, "shows, or no longer shows, what goes over the wire", &wire},
    Word{"help", "", Needs::nothing, "this", &help},
    Word{"quit", "", Needs::nothing, "ends the chat, as the end of the input does", &quit},
};

NotUnderstood unknown(std::string_view name)
{
    std::vector<std::string> names;
    for (const auto& word : words)
        names.emplace_back(word.name);
    if (name.size() > 40)
        name = "";
    const auto meant = nearest(name, names);
    return {"there is no !" + std::string{name} + (meant.empty() ? "" : ", perhaps !" + meant) +
            "; !help lists what there is, !! says a text that begins with !"};
}

} // namespace

Line read_line(std::string_view line)
{
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (!platforms::is_utf8(line))
        return NotUnderstood{"that is not UTF-8 text; nothing was sent"};
    if (trimmed(line).empty())
        return Nothing{};
    if (!line.starts_with('!'))
        return does(Act::Kind::text, line);
    if (line.starts_with("!!"))
        return does(Act::Kind::text, line.substr(1));
    auto rest = trimmed(line.substr(1));
    const auto name = take_word(rest);
    if (!name.empty() && rest.empty() && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; }))
        return tap(name);
    const auto* word = std::ranges::find(words, name, &Word::name);
    if (word == words.end())
        return unknown(name);
    if (rest.empty() && word->needs == Needs::something)
        return NotUnderstood{"!" + std::string{name} + " needs " + std::string{word->behind} + " behind it"};
    if (!rest.empty() && word->needs == Needs::nothing)
        return NotUnderstood{"!" + std::string{name} + " stands alone on its line"};
    return word->read(rest);
}

std::string line_help()
{
    constexpr std::size_t column = 30;
    std::string text = "A line is sent as a message. A line that begins with ! is something else:\n";
    for (const auto& word : words) {
        std::string left = "  !" + std::string{word.name};
        if (!word.behind.empty())
            left.append(" ").append(word.behind);
        left.resize(std::max(left.size() + 1, column), ' ');
        text.append(left).append(word.meaning).append("\n");
    }
    return text + "  !!TEXT                      sends a text that begins with !\n";
}

} // namespace fingertip::bot::chat

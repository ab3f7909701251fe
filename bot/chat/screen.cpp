#include "bot/chat/screen.hpp"

#include "bot/platforms/utf8.hpp"

namespace fingertip::bot::chat {

namespace {

constexpr std::string_view link_begins = R"(<a href="weixin://bizmsgmenu?msgmenucontent=)";
constexpr std::string_view link_ends = "</a>";

} // namespace

std::string harmless(std::string_view text)
{
    auto shown = platforms::xml_characters(text); // no control characters but tab and the ends of lines
    std::string kept;
    for (std::size_t at = 0; at < shown.size(); ++at) {
        // U+0080 … U+009F are control characters too, in two bytes.
        const bool c1 =
            shown[at] == '\xC2' && at + 1 < shown.size() && static_cast<unsigned char>(shown[at + 1]) < 0xA0;
        if (c1)
            ++at;
        else if (shown[at] != '\r')
            kept += shown[at];
    }
    return kept;
}

Screen show(const simulator::Shown& reply)
{
    Screen screen;
    if (reply.article) {
        screen.text = harmless(reply.title + "\n" + reply.description + (reply.url.empty() ? "" : "\n" + reply.url));
        return screen;
    }
    std::string_view rest = reply.text;
    for (;;) {
        const auto begin = rest.find(link_begins);
        const auto said_end = rest.find_first_of("&\"", begin == rest.npos ? begin : begin + link_begins.size());
        const auto shown_begin = rest.find('>', said_end);
        const auto end = rest.find(link_ends, shown_begin);
        if (begin == rest.npos || end == rest.npos)
            break;
        const auto said = rest.substr(begin + link_begins.size(), said_end - begin - link_begins.size());
        screen.tappable.emplace_back(said);
        screen.text += rest.substr(0, begin);
        screen.text += "[" + std::to_string(screen.tappable.size()) + " " +
                       std::string{rest.substr(shown_begin + 1, end - shown_begin - 1)} + "]";
        rest.remove_prefix(end + link_ends.size());
    }
    screen.text = harmless(screen.text.append(rest));
    return screen;
}

} // namespace fingertip::bot::chat

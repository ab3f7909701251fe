#include "bot/platforms/wechat_outbound.hpp"

#include "bot/platforms/utf8.hpp"

#include <algorithm>
#include <vector>

namespace fingertip::bot::platforms {

namespace {

constexpr std::string_view tap_opens = "⟦";
constexpr std::string_view tap_closes = "⟧";
constexpr std::string_view before_said = R"(<a href="weixin://bizmsgmenu?msgmenucontent=)";
constexpr std::string_view before_shown = R"(&msgmenuid=1">)";
constexpr std::string_view after_shown = "</a>";
constexpr std::size_t longest_word = 120; ///< bytes; what is longer is not a word but a text with a bracket forgotten

struct Piece
{
    std::string text;
    bool tappable = false;
};

/// Inside an address in quotes these would end the quotes, begin another parameter, or be decoded to something else.
bool can_be_tapped(std::string_view word)
{
    return !word.empty() && word.size() <= longest_word &&
           word.find_first_of("\"'<>&#%+?=\\`\t\r\n") == std::string_view::npos;
}

std::string without_brackets(std::string_view text)
{
    if (text.find(tap_opens) == std::string_view::npos && text.find(tap_closes) == std::string_view::npos)
        return std::string{text};
    std::string bare;
    bare.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const auto length =
            text.substr(at).starts_with(tap_opens) || text.substr(at).starts_with(tap_closes) ? tap_opens.size() : 0;
        if (length == 0)
            bare += text[at];
        at += length == 0 ? 1 : length;
    }
    return bare;
}

void append_plain(std::vector<Piece>& pieces, std::string_view text)
{
    if (pieces.empty() || pieces.back().tappable)
        pieces.emplace_back();
    pieces.back().text += without_brackets(text);
}

/// Splits at ⟦words⟧; a bracket without its partner disappears.
std::vector<Piece> split(std::string_view text)
{
    std::vector<Piece> pieces;
    while (!text.empty()) {
        const auto closes = text.find(tap_closes);
        const auto opens = closes == std::string_view::npos ? closes : text.substr(0, closes).rfind(tap_opens);
        if (opens == std::string_view::npos) {
            append_plain(pieces, text.substr(0, closes));
        } else {
            append_plain(pieces, text.substr(0, opens));
            const auto word = text.substr(opens + tap_opens.size(), closes - opens - tap_opens.size());
            if (can_be_tapped(word))
                pieces.push_back({std::string{word}, true});
            else
                append_plain(pieces, word);
        }
        if (closes == std::string_view::npos)
            break;
        text.remove_prefix(closes + tap_closes.size());
    }
    return pieces;
}

/// Could the client take this '<' for the beginning or the end of a link? Blanks and slashes in between are skipped, as
/// nobody has said how patient its parser is.
bool may_begin_link(std::string_view text, std::size_t at)
{
    const auto next = text.find_first_not_of(" \t\r\n/", at + 1);
    return next != std::string_view::npos && (text[next] == 'a' || text[next] == 'A');
}

/// Appends as many whole characters as fit. False: not all did.
bool append_within(std::string& result, std::string_view plain, std::size_t limit)
{
    if (result.size() + plain.size() <= limit && plain.find('<') == std::string_view::npos) {
        result += plain;
        return true;
    }
    std::size_t at = 0;
    while (at < plain.size()) {
        const auto length = std::max<std::size_t>(1, utf8_length_at(plain, at));
        const auto character =
            plain[at] == '<' && may_begin_link(plain, at) ? std::string_view{"＜"} : plain.substr(at, length);
        if (result.size() + character.size() > limit)
            return false;
        result += character;
        at += length;
    }
    return true;
}

bool append_link_within(std::string& result, std::string_view word, std::size_t limit)
{
    if (result.size() + wechat_tap_overhead_bytes() + 2 * word.size() > limit)
        return false;
    result.append(before_said).append(word).append(before_shown).append(word).append(after_shown);
    return true;
}

/// `text` consists of characters that XML knows.
void append_field(std::string& xml, std::string_view name, std::string_view text)
{
    constexpr std::string_view section_end = "]]>";
    xml.append("<").append(name).append("><![CDATA[");
    for (auto end = text.find(section_end); end != std::string_view::npos; end = text.find(section_end)) {
        xml.append(text.substr(0, end + 2)).append("]]><![CDATA[");
        text.remove_prefix(end + 2);
    }
    xml.append(text).append("]]></").append(name).append(">");
}

void append_article(std::string& xml, const handlers::Card& card)
{
    xml += "<ArticleCount>1</ArticleCount><Articles><item>";
    append_field(xml, "Title", without_brackets(xml_characters(card.title)));
    append_field(xml, "Description", without_brackets(xml_characters(card.description)));
    append_field(xml, "PicUrl", xml_characters(card.picture_url));
    append_field(xml, "Url", xml_characters(card.url));
    xml += "</item></Articles>";
}

} // namespace

std::size_t wechat_tap_overhead_bytes()
{
    return before_said.size() + before_shown.size() + after_shown.size();
}

std::string wechat_text(std::string_view text, std::size_t limit)
{
    std::string result;
    result.reserve(std::min(limit, text.size() * 2));
    // In this order: taking out characters or brackets may bring a '<' and an 'a' together.
    for (const auto& piece : split(xml_characters(text)))
        if (!(piece.tappable ? append_link_within(result, piece.text, limit)
                             : append_within(result, piece.text, limit)))
            break;
    return result;
}

std::string wechat_reply(const handlers::Reply& reply, const handlers::Incoming& incoming, std::chrono::sys_seconds now)
{
    const auto content = reply.card ? std::string{} : wechat_text(reply.text);
    if (!reply.card && content.empty())
        return {};
    std::string xml;
    xml.reserve(content.size() + 512);
    xml += "<xml>";
    append_field(xml, "ToUserName", xml_characters(incoming.account));
    append_field(xml, "FromUserName", xml_characters(incoming.to_account));
    xml.append("<CreateTime>").append(std::to_string(now.time_since_epoch().count())).append("</CreateTime>");
    append_field(xml, "MsgType", reply.card ? "news" : "text");
    if (reply.card)
        append_article(xml, *reply.card);
    else
        append_field(xml, "Content", content);
    xml += "</xml>";
    return xml;
}

} // namespace fingertip::bot::platforms

#include "bot/platforms/flat_xml.hpp"
#include "bot/platforms/utf8.hpp"
#include "bot/platforms/wechat_outbound.hpp"
#include "tests/fuzz/harness.hpp"
#include "tests/support/expat_xml.hpp"

#include <algorithm>
#include <string>

using namespace fingertip;
using namespace fingertip::bot::platforms;
using namespace fingertip::fuzz;

namespace {

/// Parsers read CRLF and CR as LF.
std::string with_line_feeds(const std::string& text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at)
        if (text[at] != '\r')
            out += text[at];
        else if (!std::string_view{text}.substr(at + 1).starts_with('\n'))
            out += '\n';
    return out;
}

void run(std::string_view input)
{
    auto rest = input;
    const std::string sender{take_until(rest, '\x1e')};
    const std::string title{take_until(rest, '\x1e')};
    const std::string text{rest};

    const auto shown = wechat_text(text);
    promise(shown.size() <= wechat_text_bytes, "a text longer than the platform takes");
    promise(is_utf8(shown), "a text that is no UTF-8");
    promise(wechat_text(text, 60).size() <= 60, "a text beyond the limit it was given");
    promise(xml_characters(xml_characters(text)) == xml_characters(text), "cleaning twice changes the text");
    if (is_utf8(text) && text.size() < 500 && text.find_first_of(std::string_view{"<\0\x1e", 3}) == std::string::npos &&
        std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; }))
        promise(shown == text, "plain text does not stay as it is");

    handlers::Incoming incoming;
    incoming.account = sender;
    incoming.to_account = title;
    handlers::Reply reply{text, {}};
    if (const auto xml = wechat_reply(reply, incoming, {}); !xml.empty()) {
        const auto read = tests::read_by_expat(xml);
        promise(read.size() == 6, "text has become elements");
        promise(read.at("/xml/Content") == with_line_feeds(shown), "expat reads another text");
        promise(read.at("/xml/ToUserName") == with_line_feeds(xml_characters(sender)), "the reply goes to another");
        const auto ours = FlatXml::parse(xml);
        promise(ours && ours->field("Content") == with_line_feeds(shown), "we ourselves read another text");
    }
    reply.card = handlers::Card{title, text, sender, text};
    promise(tests::read_by_expat(wechat_reply(reply, incoming, {})).size() == 12, "a card has become other elements");
}

const Registered registered{"webhook_reply", run};

} // namespace

#include "bot/platforms/flat_xml.hpp"
#include "bot/platforms/utf8.hpp"
#include "tests/fuzz/harness.hpp"
#include "tests/support/expat_xml.hpp"

#include <map>
#include <stdexcept>
#include <string>

using namespace fingertip::bot::platforms;
using namespace fingertip::fuzz;

namespace {

std::string without_blanks(const std::string& text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Has something that XML forbids and we let pass: nothing is read otherwise for it, and a member's text may bring it
/// in, since nobody has said that the platform takes it out. Control characters, U+FFFE and U+FFFF, "]]>" in a text,
/// and an ampersand that begins no reference.
bool is_odd(std::string document)
{
    for (const char c : document)
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r')
            return true;
    if (document.find("\uFFFE") != std::string::npos || document.find("\uFFFF") != std::string::npos)
        return true;
    for (auto begin = document.find("<![CDATA["); begin != std::string::npos; begin = document.find("<![CDATA["))
        document.erase(begin, document.find("]]>", begin) + 3 - begin);
    for (auto at = document.find('&'); at != std::string::npos; at = document.find('&', at + 1)) {
        const auto rest = std::string_view{document}.substr(at + 1);
        if (!rest.starts_with('#') && !rest.starts_with("lt;") && !rest.starts_with("gt;") &&
            !rest.starts_with("amp;") && !rest.starts_with("quot;") && !rest.starts_with("apos;"))
            return true;
    }
    return document.find("]]>") != std::string::npos;
}

/// What our guard lets pass is well-formed to expat too, and every field has the same text in both.
void same_as_expat(std::string_view document, const FlatXml& ours)
{
    // Repeated elements, which only groups may have, are the one thing that the two readers tell in different ways.
    if (document.find("<item") != std::string_view::npos || document.find("<List") != std::string_view::npos)
        return;
    std::map<std::string, std::string> theirs;
    try {
        theirs = fingertip::tests::read_by_expat(std::string{document});
    } catch (const std::runtime_error&) {
        promise(is_odd(std::string{document}), "expat refuses what we accept");
        return;
    }
    for (const auto& [path, text] : theirs) {
        if (path == "/xml")
            continue;
        const auto name = path.substr(5);
        promise(ours.has(name), "expat sees an element that we do not");
        promise(without_blanks(ours.field(name)) == without_blanks(text), "expat reads another text");
    }
}

void run(std::string_view input)
{
    const auto document = FlatXml::parse(input);
    for (const auto* name : {"ToUserName", "Content", "Encrypt", "MsgType", "a"}) {
        const auto raw = unparsed_field(input, name);
        if (!document)
            continue;
        promise(document->has(name) == raw.has_value(), "the two readers differ about a field's being there");
        const auto text = document->field(name);
        promise(is_utf8(text) && text.find('\0') == std::string::npos, "a field is no clean text");
        if (raw && raw->find_first_of("<&]\r") == std::string_view::npos && input.find('\r') == std::string_view::npos)
            promise(without_blanks(text) == without_blanks(std::string{*raw}),
                    "the two readers differ about a field's text");
    }
    if (document)
        same_as_expat(input, *document);
}

const Registered registered{"webhook_xml", run};

} // namespace

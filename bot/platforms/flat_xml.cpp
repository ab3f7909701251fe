#include "bot/platforms/flat_xml.hpp"

#include "bot/platforms/xml_outline.hpp"

#include <pugixml.hpp>

namespace fingertip::bot::platforms {

namespace {

pugi::xml_node find(const pugi::xml_document& document, std::string_view path)
{
    auto node = document.document_element();
    while (node) {
        const auto border = path.find('/');
        const auto name = path.substr(0, border);
        auto child = node.first_child();
        while (child && child.name() != name)
            child = child.next_sibling();
        if (border == std::string_view::npos)
            return child;
        node = child;
        path.remove_prefix(border + 1);
    }
    return node;
}

} // namespace

FlatXml::FlatXml(std::unique_ptr<pugi::xml_document> document) : document_{std::move(document)} {}
FlatXml::FlatXml(FlatXml&&) noexcept = default;
FlatXml& FlatXml::operator=(FlatXml&&) noexcept = default;
FlatXml::~FlatXml() = default;

std::optional<FlatXml> FlatXml::parse(std::string_view document)
{
    if (!outline(document))
        return std::nullopt;
    auto parsed = std::make_unique<pugi::xml_document>();
    constexpr auto how = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol;
    if (!parsed->load_buffer(document.data(), document.size(), how, pugi::encoding_utf8))
        return std::nullopt;
    return FlatXml{std::move(parsed)};
}

std::string FlatXml::field(std::string_view path) const
{
    std::string text;
    for (const auto part : find(*document_, path))
        if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata)
            text += part.value(); // a text with "]]>" in it comes as two CDATA sections
    return text;
}

bool FlatXml::has(std::string_view path) const
{
    return static_cast<bool>(find(*document_, path));
}

std::optional<std::string_view> unparsed_field(std::string_view document, std::string_view name)
{
    const auto found = outline(document);
    if (!found)
        return std::nullopt;
    for (std::size_t i = 1; i < found->count; ++i) {
        const auto& element = found->elements[i];
        if (element.parent != 0 || element.name != name)
            continue;
        auto text = document.substr(element.begin, element.end - element.begin);
        const auto first = text.find_first_not_of(" \t\r\n");
        text.remove_prefix(first == std::string_view::npos ? text.size() : first);
        text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1); // npos + 1 is 0
        if (text.starts_with("<![CDATA[") && text.ends_with("]]>"))
            text = text.substr(9, text.size() - 12);
        return text;
    }
    return std::nullopt;
}

} // namespace fingertip::bot::platforms

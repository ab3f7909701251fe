#include "bot/platforms/xml_outline.hpp"

#include "bot/platforms/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace fingertip::bot::platforms {

namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_name(std::string_view name)
{
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto other = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
    return !name.empty() && name.size() <= 64 && letter(name.front()) && std::all_of(name.begin(), name.end(), other);
}

std::string_view without_blanks_behind(std::string_view text)
{
    const auto last = text.find_last_not_of(blanks);
    return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

/// Does the reference that begins after "&#" name a character? One that never ends is text to the parser, so it passes.
bool is_character_reference(std::string_view text)
{
    const bool hexadecimal = !text.empty() && text.front() == 'x';
    if (hexadecimal)
        text.remove_prefix(1);
    std::uint32_t code = 0;
    std::size_t digits = 0;
    for (const auto c : text) {
        std::uint32_t digit = 0;
        if (c >= '0' && c <= '9')
            digit = static_cast<std::uint32_t>(c - '0');
        else if (hexadecimal && c >= 'a' && c <= 'f')
            digit = static_cast<std::uint32_t>(c - 'a' + 10);
        else if (hexadecimal && c >= 'A' && c <= 'F')
            digit = static_cast<std::uint32_t>(c - 'A' + 10);
        else
            break;
        ++digits;
        // Stops growing, so that no number of digits wraps around to a harmless value.
        code = std::min<std::uint32_t>(code * (hexadecimal ? 16 : 10) + digit, 0x110000);
    }
    if (digits == 0)
        return true;
    return code != 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

bool references_are_characters(std::string_view text)
{
    for (auto at = text.find("&#"); at != std::string_view::npos; at = text.find("&#", at + 2))
        if (!is_character_reference(text.substr(at + 2)))
            return false;
    return true;
}

class Reader
{
public:
    explicit Reader(std::string_view document) : document_{document} {}

    bool read()
    {
        if (document_.starts_with("\xEF\xBB\xBF"))
            at_ = 3;
        at_ = std::min(document_.find_first_not_of(blanks, at_), document_.size());
        if (left().starts_with("<?xml ")) {
            const auto end = document_.find("?>", at_);
            if (end == std::string_view::npos)
                return false;
            at_ = end + 2;
        }
        while (at_ < document_.size())
            if (!(document_[at_] == '<' ? markup() : text()))
                return false;
        return levels_ == 0 && found_.count != 0;
    }

    const XmlOutline& found() const { return found_; }

private:
    std::string_view left() const { return document_.substr(at_); }

    bool text()
    {
        const auto end = std::min(document_.find('<', at_), document_.size());
        const auto content = document_.substr(at_, end - at_);
        at_ = end;
        if (levels_ == 0)
            return content.find_first_not_of(blanks) == std::string_view::npos;
        return references_are_characters(content);
    }

    bool markup()
    {
        if (left().starts_with("<![CDATA[")) {
            const auto end = document_.find("]]>", at_);
            if (levels_ == 0 || end == std::string_view::npos)
                return false;
            at_ = end + 3;
            return true;
        }
        const auto end = document_.find('>', at_);
        if (end == std::string_view::npos)
            return false;
        auto tag = document_.substr(at_ + 1, end - at_ - 1);
        const auto begin = at_;
        at_ = end + 1;
        if (tag.starts_with('/'))
            return close(without_blanks_behind(tag.substr(1)), begin);
        if (!tag.ends_with('/'))
            return open(without_blanks_behind(tag));
        tag.remove_suffix(1);
        const auto name = without_blanks_behind(tag);
        return open(name) && close(name, at_);
    }

    bool open(std::string_view name)
    {
        if (!is_name(name) || found_.count == XmlOutline::most_elements || levels_ == XmlOutline::most_levels)
            return false;
        if (levels_ == 0 && (found_.count != 0 || name != "xml"))
            return false;
        const auto parent = levels_ == 0 ? 0 : open_[levels_ - 1];
        const bool may_repeat = levels_ >= 2 && (name == "item" || name == "List");
        const auto twin = [&](const XmlOutline::Element& e) { return e.parent == parent && e.name == name; };
        const auto* siblings = found_.elements.data();
        if (levels_ != 0 && !may_repeat && std::any_of(siblings + 1, siblings + found_.count, twin))
            return false;
        open_[levels_++] = found_.count;
        found_.elements[found_.count++] = {.name = name, .parent = parent, .begin = at_, .end = at_};
        return true;
    }

    bool close(std::string_view name, std::size_t content_end)
    {
        if (levels_ == 0 || found_.elements[open_[levels_ - 1]].name != name)
            return false;
        found_.elements[open_[--levels_]].end = content_end;
        return true;
    }

    std::string_view document_;
    std::size_t at_ = 0;
    XmlOutline found_;
    std::array<std::size_t, XmlOutline::most_levels> open_{}; ///< elements not closed yet
    std::size_t levels_ = 0;
};

} // namespace

std::optional<XmlOutline> outline(std::string_view document)
{
    if (document.size() > XmlOutline::most_bytes || document.find('\0') != std::string_view::npos || !is_utf8(document))
        return std::nullopt;
    Reader reader{document};
    if (!reader.read())
        return std::nullopt;
    return reader.found();
}

} // namespace fingertip::bot::platforms

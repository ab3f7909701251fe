#include "templates/pattern.hpp"

#include "templates/texts.hpp"

#include <algorithm>
#include <cassert>

namespace fingertip::templates {

namespace {

bool is_name(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

const Filling* find(std::initializer_list<Filling> values, std::string_view name)
{
    for (const auto& value : values)
        if (value.name() == name)
            return &value;
    assert(!"a placeholder without a value");
    return nullptr;
}

/// Appends a value without NUL, ⟦ and ⟧. The check looks at the end of what is already there, because malformed input
/// can spread the three bytes of a mark over two values, or around another mark.
void append_value(std::string& out, std::string_view value)
{
    for (std::size_t at = 0; at < value.size();) {
        std::size_t end = at;
        while (end < value.size() && value[end] != '\0' && value[end] != '\xa6' && value[end] != '\xa7')
            ++end;
        out.append(value, at, end - at);
        if (end < value.size() && value[end] != '\0') {
            if (out.ends_with("\xe2\x9f"))
                out.resize(out.size() - 2);
            else
                out += value[end];
        }
        at = end + 1;
    }
}

void check_marks(std::string_view source)
{
    bool open = false;
    std::size_t line = 0;
    for (std::size_t at = 0; at < source.size(); ++at) {
        const auto rest = source.substr(at);
        if (source[at] == '\n')
            ++line;
        if (source[at] == '\0')
            throw PatternError{"a NUL character", line};
        if (rest.starts_with("⟦")) {
            if (open)
                throw PatternError{"⟦ inside ⟦…⟧", line};
            open = true;
        } else if (rest.starts_with("⟧")) {
            if (!open)
                throw PatternError{"⟧ without ⟦", line};
            open = false;
        }
    }
    if (open)
        throw PatternError{"⟦ without ⟧", line};
}

} // namespace

Pattern::Pattern(std::string_view source)
{
    check_marks(source);
    std::vector<std::size_t> open;
    std::size_t line = 0;
    for (std::size_t at = 0; at < source.size();) {
        const auto start = source.find("{{", at);
        const auto literal = source.substr(at, start == std::string_view::npos ? start : start - at);
        if (!literal.empty())
            pieces_.push_back({Kind::literal, std::string{literal}});
        line += std::count(literal.begin(), literal.end(), '\n');
        if (start == std::string_view::npos)
            break;
        const auto end = source.find("}}", start);
        if (end == std::string_view::npos)
            throw PatternError{"{{ without }}", line};
        add_tag(source.substr(start + 2, end - start - 2), line, open);
        at = end + 2;
    }
    if (!open.empty())
        throw PatternError{"{{#" + pieces_[open.back()].text + "}} without its end", line};
    std::sort(placeholders_.begin(), placeholders_.end());
    placeholders_.erase(std::unique(placeholders_.begin(), placeholders_.end()), placeholders_.end());
}

void Pattern::add_tag(std::string_view tag, std::size_t line, std::vector<std::size_t>& open)
{
    const char mark = tag.empty() ? '\0' : tag.front();
    const bool marked = mark == '#' || mark == '^' || mark == '/';
    const std::string name{marked ? tag.substr(1) : tag};
    if (!is_name(name))
        throw PatternError{"{{" + std::string{tag} + "}} is no placeholder: a name has a–z, 0–9 and _ only", line};
    if (mark == '/') {
        if (open.empty() || pieces_[open.back()].text != name)
            throw PatternError{"{{/" + name + "}} ends nothing that is open here", line};
        pieces_[open.back()].after = pieces_.size() + 1;
        open.pop_back();
        pieces_.push_back({Kind::end, {}});
        return;
    }
    if (marked)
        open.push_back(pieces_.size());
    pieces_.push_back({mark == '#' ? Kind::section : mark == '^' ? Kind::inverted : Kind::value, name});
    placeholders_.push_back(marked ? "#" + name : name);
}

void Pattern::fill(std::initializer_list<Filling> values, std::string& out) const
{
    for (std::size_t at = 0; at < pieces_.size(); ++at) {
        const auto& piece = pieces_[at];
        switch (piece.kind) {
        case Kind::literal:
            out += piece.text;
            break;
        case Kind::value:
            if (const auto* value = find(values, piece.text)) {
                assert(!value->section() && "a switch where a value belongs");
                append_value(out, value->value());
            }
            break;
        case Kind::section:
        case Kind::inverted: {
            const auto* value = find(values, piece.text);
            const bool shown = value && !value->value().empty();
            if (shown != (piece.kind == Kind::section))
                at = piece.after - 1;
            break;
        }
        case Kind::end:
            break;
        }
    }
}

} // namespace fingertip::templates

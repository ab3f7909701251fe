#pragma once

#include <cstddef>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::templates {

class Filling;

/// A pattern that cannot be used; `line` counts from 0 at the pattern's first line.
struct PatternError : std::runtime_error
{
    PatternError(const std::string& what, std::size_t line) : std::runtime_error{what}, line{line} {}
    std::size_t line;
};

/// One text, parsed once: literals, {{name}}, {{#name}}…{{/name}} (shown when the value is there and not empty) and
/// {{^name}}…{{/name}} (shown otherwise). A subset of mustache without escaping, partials and lists. Immutable.
class Pattern
{
public:
    Pattern() = default;
    /// Throws PatternError when a tag is not closed, a section does not end in the right place, a name is not made of
    /// a–z, 0–9 and _, the marks ⟦ ⟧ do not pair up, or there is a NUL.
    explicit Pattern(std::string_view source);

    /// Appends the filled text to `out`. Values are copied, never parsed, and lose ⟦ ⟧ and NUL.
    void fill(std::initializer_list<Filling> values, std::string& out) const;

    /// What has to be given: "name" for a value, "#name" for a section; sorted, each once.
    const std::vector<std::string>& placeholders() const { return placeholders_; }

private:
    enum class Kind : unsigned char
    {
        literal,
        value,
        section,
        inverted,
        end
    };
    struct Piece
    {
        Kind kind;
        std::string text;      ///< the literal or the name
        std::size_t after = 0; ///< for a section: the piece behind its end
    };

    void add_tag(std::string_view tag, std::size_t line, std::vector<std::size_t>& open);

    std::vector<Piece> pieces_;
    std::vector<std::string> placeholders_;
};

} // namespace fingertip::templates

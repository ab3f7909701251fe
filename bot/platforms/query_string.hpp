#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::bot::platforms {

/// Parameters of a signed callback, percent-decoded exactly once.
///
/// Stricter than what browsers send, since two readings of one query are what forgers look for: a parameter given twice
/// (also in another letter case), one without name or without "=", array-like names, broken percent escapes and control
/// characters make the whole query unusable.
/// "+" stays "+": the platforms sign base64 and send its plus signs as %2B, nothing that they send has a blank in it,
/// so whoever delivers a bare "+" means it.
class QueryString
{
public:
    static constexpr std::size_t most_bytes = 2048;
    static constexpr std::size_t most_parameters = 16;

    /// `raw` is what follows "?". Empty: refused. An empty query has no parameters.
    static std::optional<QueryString> parse(std::string_view raw);

    /// Empty when there is no such parameter or it is empty. Points into this object.
    std::string_view value(std::string_view name) const;

private:
    struct Parameter
    {
        std::uint16_t name = 0; ///< offsets into text_
        std::uint16_t value = 0;
        std::uint16_t end = 0;
    };

    QueryString() = default;
    bool add(std::string_view name, std::string_view value);
    bool append_decoded(std::string_view text);
    std::string_view name_of(const Parameter& parameter) const;

    std::string text_;
    std::array<Parameter, most_parameters> parameters_{};
    std::size_t count_ = 0;
};

} // namespace fingertip::bot::platforms

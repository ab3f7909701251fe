#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace fingertip::bot::platforms {

/// Where the elements of a small document lie; what `outline` hands out points into that document.
struct XmlOutline
{
    static constexpr std::size_t most_bytes = 64 * 1024;
    static constexpr std::size_t most_elements = 64;
    static constexpr std::size_t most_levels = 8;

    struct Element
    {
        std::string_view name;
        std::size_t parent = 0; ///< index; the root is its own
        std::size_t begin = 0;  ///< of the content
        std::size_t end = 0;
    };

    std::array<Element, most_elements> elements; ///< the root first, then in the document's order
    std::size_t count = 0;
};

/// The guard described at FlatXml. Empty: refused. Allocates nothing, one pass.
std::optional<XmlOutline> outline(std::string_view document);

} // namespace fingertip::bot::platforms

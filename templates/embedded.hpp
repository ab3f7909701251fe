#pragma once

#include <cstddef>
#include <string_view>

namespace fingertip::templates {

/// A file of the source tree carried inside the program; `name` is its path from the top of the tree.
struct EmbeddedFile
{
    std::string_view name;
    std::string_view text;
};

/// A list of embedded files, in the order of their names.
struct EmbeddedFiles
{
    const EmbeddedFile* files;
    std::size_t count;

    const EmbeddedFile* begin() const { return files; }
    const EmbeddedFile* end() const { return files + count; }
};

} // namespace fingertip::templates

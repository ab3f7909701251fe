#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::bot::tables {

/// The text in UTF-8 without a byte order mark: UTF-8 if every byte fits, else GB18030 if every byte fits that.
/// Empty: neither, or a NUL inside.
std::optional<std::string> to_utf8(std::string_view bytes);

bool is_utf8(std::string_view bytes);

} // namespace fingertip::bot::tables

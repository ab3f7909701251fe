#pragma once

#include <string>
#include <string_view>

namespace fingertip::bot {

/// QR codes as pictures, error correction M, with the quiet zone that scanners need. The text should be ASCII:
/// percent-encode addresses, since some readers take raw UTF-8 for Shift-JIS. Throw std::invalid_argument when the text
/// does not fit (about 2,300 bytes).

/// A whole SVG document, black on white, that scales to any size.
std::string qr_svg(std::string_view text);

/// Lines of half blocks for a terminal, dark on light.
std::string qr_terminal(std::string_view text);

} // namespace fingertip::bot

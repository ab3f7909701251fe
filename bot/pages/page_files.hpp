#pragma once

#include "bot/http_message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fingertip::bot {

/// A page or its style or script, carried inside the program: its path from the top of the source tree. No third-party
/// origin, no inline script or style, nothing to frame it, never kept by a cache.
/// Empty: there is no such file.
std::optional<HttpResponse> page_file(std::string_view path);

/// The source of such a file, for pages whose words are filled in. Empty: there is no such file.
std::string_view page_source(std::string_view path);

/// `text` as it stands in HTML, between tags or in a quoted attribute.
std::string in_html(std::string_view text);

/// A JSON answer that nothing caches or sniffs.
HttpResponse json_response(std::string body, int status = 200);

/// Adds what every answer to a browser carries.
void harden(HttpResponse& response);

} // namespace fingertip::bot

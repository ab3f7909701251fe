#pragma once

#include "bot/http_limits.hpp"
#include "bot/http_message.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fingertip::bot {

/// The head has not arrived completely, and nothing so far is wrong with it.
struct HttpHeadIncomplete
{
};

/// Answered with this status and an empty body; then the connection is closed, since where the next request
/// begins is no longer certain.
struct HttpRefusal
{
    int status;
};

/// A head that every parser we know would read the same way.
struct HttpHead
{
    std::size_t size = 0;           ///< bytes up to and including the empty line
    std::size_t content_length = 0; ///< bytes of the body that follows; 0: none
    bool http_1_0 = false;
    bool keep_alive = true;        ///< what the client asked for, or its version's default
    bool expects_continue = false; ///< sends the body only after "100 Continue"
    std::string forwarded_for;     ///< all X-Forwarded-For lines joined by ','; believe them only from a known proxy
    std::string forwarded_proto;   ///< the same of X-Forwarded-Proto
    HttpRequest request; ///< method, path, query and headers; X-Forwarded-*, Forwarded, X-Real-IP are left out
};

using HttpInspection = std::variant<HttpHeadIncomplete, HttpRefusal, HttpHead>;

/// Reads the raw head at the beginning of `bytes` (RFC 9112), stricter than the standard asks wherever two parsers
/// are known to disagree: lines end in CRLF and nothing else; no control characters, no folded lines, no blank before
/// a colon; only origin-form targets of HTTP/1.0 and 1.1; one Host; at most one Content-Length, of plain digits; and no
/// Transfer-Encoding at all, since messaging platforms and browsers send lengths. Bytes behind the head are not looked
/// at. `allowed_hosts`: names in lower case without port; empty: any. Pure; called again from the beginning when more
/// has arrived.
HttpInspection inspect_head(std::string_view bytes, const HttpLimits& limits,
                            const std::vector<std::string>& allowed_hosts = {});

} // namespace fingertip::bot

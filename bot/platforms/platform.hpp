#pragma once

#include "bot/http_message.hpp"
#include "handlers/incoming.hpp"
#include "handlers/reply.hpp"

#include <cstddef>
#include <string>
#include <variant>

namespace fingertip::bot::platforms {

/// What the core may ask of a platform without knowing its name.
struct Capabilities
{
    std::size_t text_bytes = 2048; ///< longest text of one reply, in bytes of UTF-8 after encoding
    std::size_t tap_overhead_bytes =
        0;                  ///< bytes that one tappable word adds beside the word once more; 0: words cannot be tapped
    bool redelivers = true; ///< an unanswered event comes again
    bool group_messages = false;
};

/// Why something that arrived was refused or could not be used; a small closed set, used as a metrics label.
enum class Cause
{
    parameters, ///< a parameter is missing, repeated, or not of its format
    signature,
    envelope, ///< base64, padding, length or receiver id
    xml,      ///< not the flat document that the platform sends
    fields,   ///< authentic, but without what every event has
    method,
};

const char* name(Cause cause);

/// Not authentic: answered 403 with an empty body whatever the cause.
struct Refused
{
    Cause cause;
};

/// Authentic but unusable: acknowledged, counted, and kept for a week as a sealed dead letter.
struct Unusable
{
    Cause cause;
    std::string body;
};

/// An answer to the platform itself (URL verification).
struct Verification
{
    HttpResponse response;
};

using Decoded = std::variant<handlers::Incoming, Verification, Unusable, Refused>;

/// One configured account of one messaging platform, both directions. Everything here is a pure function of its
/// arguments and the configuration; called on event-loop threads.
class Platform
{
public:
    virtual ~Platform() = default;

    virtual const std::string& name() const = 0;
    virtual Capabilities capabilities() const = 0;

    /// Checks authenticity over the raw bytes and decodes. Never throws for bytes from outside.
    virtual Decoded decode(const HttpRequest& request) const = 0;

    /// The answer to `incoming`, in the platform's language, signed and encrypted where configured.
    /// A silent reply is the platform's empty acknowledgement.
    virtual HttpResponse encode(const handlers::Reply& reply, const handlers::Incoming& incoming) const = 0;

    /// "Received, nothing to say."
    virtual HttpResponse acknowledge() const = 0;
};

} // namespace fingertip::bot::platforms

#pragma once

#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

namespace fingertip::bot {

/// A text that must not be seen: prints as ***, converts to nothing, and is wiped from memory with its last copy.
/// Copies share one buffer, so that a copied or moved secret leaves nothing behind. Immutable, may be shared by
/// threads.
class Secret
{
public:
    Secret() = default;
    /// Takes the text over and wipes the argument.
    explicit Secret(std::string&& text);
    explicit Secret(std::string_view text);
    explicit Secret(const char* text) : Secret{std::string_view{text}} {}

    /// The text itself, for the one place that needs it; valid as long as any copy lives.
    std::string_view reveal() const;
    bool empty() const { return reveal().empty(); }
    std::size_t size() const { return reveal().size(); }

    /// Takes time that depends on the lengths alone.
    friend bool operator==(const Secret& a, const Secret& b);

private:
    std::shared_ptr<const std::string> text_;
};

/// "***", or nothing for an empty secret.
std::ostream& operator<<(std::ostream& out, const Secret& secret);

/// Overwrites a text that held a secret, and empties it.
void wipe(std::string& text);

} // namespace fingertip::bot

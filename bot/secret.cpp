#include "bot/secret.hpp"

#include <openssl/crypto.h>

#include <ostream>

namespace fingertip::bot {

void wipe(std::string& text)
{
    text.resize(text.capacity()); // a shrunken string may hold more than it says
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

Secret::Secret(std::string_view text)
    : text_{new std::string{text}, [](std::string* last) {
                wipe(*last);
                delete last;
            }}
{
}

Secret::Secret(std::string&& text) : Secret{std::string_view{text}}
{
    wipe(text);
}

std::string_view Secret::reveal() const
{
    return text_ ? std::string_view{*text_} : std::string_view{};
}

bool operator==(const Secret& a, const Secret& b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.reveal().data(), b.reveal().data(), a.size()) == 0;
}

std::ostream& operator<<(std::ostream& out, const Secret& secret)
{
    return out << (secret.empty() ? "" : "***");
}

} // namespace fingertip::bot

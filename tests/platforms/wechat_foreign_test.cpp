#include "bot/platforms/digest.hpp"
#include "bot/platforms/envelope_crypto.hpp"
#include "bot/platforms/random_pool.hpp"
#include "tests/support/foreign_crypt.hpp"
#include "tests/support/safety_line.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <vector>

using namespace fingertip::bot::platforms;
using namespace fingertip::tests;

TEST_CASE("two npm packages open what we seal, and we open what they seal", "[platforms][foreign][F8]")
{
    if (foreign_is_missing()) {
        WARN("skipped: npm ci in tests/foreign has not been run");
        return;
    }
    const auto seed = chosen_seed();
    std::mt19937_64 dice{seed};
    INFO("seed " << seed);
    SafetyLine safety{"F8", std::to_string(seed)};
    const auto letters = [&](std::size_t count, std::string_view from) {
        std::string text;
        while (text.size() < count)
            text += from[dice() % from.size()];
        return text;
    };
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const std::vector<std::string> characters{"a", "Z",  "0",  " ",  "\n",     "<",   "]]>",
                                              "é", "好", "😀", "𠮷", "\u202E", "\x01"};

    const std::size_t count = chosen_count(500);
    std::vector<bool> remainders(64); // of the padded part's length by 32, with one package and with the other
    ForeignCrypt theirs;
    for (std::size_t i = 0; i < count; ++i) {
        theirs.by = i % 2 == 0 ? "wechat-crypto" : "@wecom/crypto";
        theirs.token = letters(3 + dice() % 30, alphabet);
        theirs.key = letters(43, alphabet);
        theirs.app_id = "wx" + letters(16, "0123456789abcdef");
        theirs.timestamp = "1" + letters(9, "0123456789");
        theirs.nonce = letters(1 + dice() % 16, alphabet);
        std::string message;
        const std::size_t size = i < 260 ? i / 2 : dice() % 3000; // every length around the padding's block, then any
        while (message.size() < size) {
            const auto& character = characters[dice() % characters.size()];
            message += message.size() + character.size() <= size ? character : "x";
        }
        remainders[(20 + message.size() + theirs.app_id.size()) % 32 + i % 2 * 32] = true;
        INFO(theirs.by << ", " << message.size() << " bytes");

        const EnvelopeCrypto ours{theirs.token, theirs.key, theirs.app_id};
        const auto sealed = ours.seal(message, random16());
        const auto opened = theirs.open(sealed);
        REQUIRE(opened.message == message);
        REQUIRE(opened.id == theirs.app_id);
        REQUIRE(ours.signature_matches(opened.signature, theirs.timestamp, theirs.nonce, sealed));

        const auto made = theirs.seal(message);
        REQUIRE(ours.open(made.encrypted) == message);
        REQUIRE(ours.sign(theirs.timestamp, theirs.nonce, made.encrypted) == made.signature);
        REQUIRE(sorted_sha1({theirs.token, theirs.timestamp, theirs.nonce}) == theirs.signature());
    }
    REQUIRE(std::find(remainders.begin(), remainders.end(), false) == remainders.end());
    safety.kept(std::to_string(count) + " messages, each sealed by us and by one of two packages, every length mod 32");
}

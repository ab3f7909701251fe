#include "bot/platforms/base64.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace fingertip::bot::platforms;

TEST_CASE("base64 is that of RFC 4648, both ways", "[platforms][base64]")
{
    const auto [bytes, text] = GENERATE(Catch::Generators::table<std::string, std::string>({
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xFB\xFF\xBF", "+/+/"},
        {std::string(3, '\0'), "AAAA"},
    }));
    CHECK(encode_base64(bytes) == text);
    CHECK(decode_base64(text) == bytes);
}

TEST_CASE("any other way to write the same bytes is refused", "[platforms][base64]")
{
    const auto* text =
        GENERATE("Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "====", "=Zg=", "Z===", "Zg==Zg==", "Zm9v\n",
                 "Zm 9v", " Zm9v", "Zm9v Zm9", "-_-_", "Zm9\xE4", "Zm9v====", "Zg=A", "Zm9.");
    INFO(text);
    CHECK_FALSE(decode_base64(text));
}

TEST_CASE("random bytes of every length come back", "[platforms][base64][random]")
{
    const auto seed = std::random_device{}();
    std::mt19937 dice{seed};
    INFO("seed " << seed);
    for (std::size_t length = 0; length < 300; ++length) {
        std::string bytes;
        while (bytes.size() < length)
            bytes += static_cast<char>(dice());
        REQUIRE(decode_base64(encode_base64(bytes)) == bytes);
    }
}

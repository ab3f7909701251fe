#include "handlers/words/normalise.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace fingertip::handlers;
using namespace std::string_literals;

TEST_CASE("what people type is cleaned for keeping and folded for comparing", "[handlers][normalise]")
{
    const auto [typed, text, folded] = GENERATE(table<std::string, std::string, std::string>({
        {"", "", ""},
        {"  \t\n ", "", ""},
        {"签到", "签到", "签到"},
        {"  签到 ", "签到", "签到"},
        {"签到　１２３４５６", "签到 123456", "签到 123456"},
        {"/签到", "签到", "签到"},
        {"／签到", "签到", "签到"},
        {"/ 签到", "签到", "签到"},
        {"@指尖 签到", "签到", "签到"},
        {"＠指尖 签到", "签到", "签到"},
        {"@指尖\u2005签到 123456", "签到 123456",
         "签到 123456"}, // the blank that WeCom and WeChat put behind a mention
        {"@指尖 @小王 /签到", "签到", "签到"},
        {"@指尖", "", ""},
        {"“签到”", "签到", "签到"},
        {"【 签到 】", "签到", "签到"},
        {"\"签到\"", "签到", "签到"},
        {"“签到”和“请假”", "“签到”和“请假”", "“签到”和“请假”"},
        {"HELP", "HELP", "help"},
        {"ＱＤ１２３", "QD123", "qd123"},
        {"请假 家里有事，下周 Back", "请假 家里有事，下周 Back", "请假 家里有事,下周 back"},
        {"记一笔 张三 ＋３", "记一笔 张三 +3", "记一笔 张三 +3"},
        {"a\r\nb\n\n\nc  d", "a\nb\nc d", "a b c d"},
        {"签\u200b到\ufeff", "签到", "签到"},
        {"签\u00ad到\u200d", "签到", "签到"},
        {"\u202e签到\u202c", "签到", "签到"},
        {"签到\u3164", "签到", "签到"},
        {"签\a到\x1b[0m", "签到[0m", "签到[0m"},
        {"a\0b"s, "ab", "ab"},
        {"签到\xff\xfe\xe7", "签到", "签到"},
        {"①", "①", "1"},
        {"Straße ﬁn", "Straße ﬁn", "strasse fin"},
        {"❤️ 👨‍👩‍👧 好", "❤️ 👨‍👩‍👧 好", "❤ 👨👩👧 好"},
        {"2026/12/3", "2026/12/3", "2026/12/3"},
    }));
    CAPTURE(typed);
    const auto said = normalise(typed);
    CHECK(said.text == text);
    CHECK(said.folded == folded);
}

TEST_CASE("a text is cut at a whole character", "[handlers][normalise]")
{
    std::string typed;
    while (typed.size() < 5000)
        typed += "签";
    CHECK(normalise(typed).text.size() == 4095);
    CHECK(normalise("a" + typed).text.size() == 4096);
    CHECK(normalise("ab" + typed).text.size() == 4094);
    CHECK(normalise(std::string(5000, '\x80')).text.empty());
}

TEST_CASE("a joining character stays inside a picture only", "[handlers][normalise]")
{
    CHECK(normalise("👨\u200d👩\u200d👧 ❤\ufe0f").text == "👨\u200d👩\u200d👧 ❤\ufe0f");
    CHECK(normalise("👩🏽\u200d🌾").text == "👩🏽\u200d🌾");
    CHECK(normalise("签到 123\u200d456").text == "签到 123456");
    CHECK(normalise("签到 123\ufe0f456").text == "签到 123456");
    CHECK(normalise("@😀 \u200d签到").text == "签到");
    CHECK(normalise("好😀\n\u200d 签到").text == "好😀\n签到");
}

TEST_CASE("cleaning a clean text changes nothing", "[handlers][normalise]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 dice{seed};
    constexpr std::string_view parts[] = {"签", "到", "A",    "１", " ", "\n",     "　", "\u200b",
                                          "，", "❤️",  "\xff", "é",  "b", "\u0301", "(",  "😀"};
    for (int round = 0; round < 500; ++round) {
        std::string typed;
        for (int i = 0; i < 12; ++i)
            typed += parts[dice() % std::size(parts)];
        const auto once = normalise(typed);
        const auto twice = normalise(once.text);
        CAPTURE(typed);
        REQUIRE(twice.text == once.text);
        REQUIRE(twice.folded == once.folded);
        REQUIRE(normalise(once.folded).folded == once.folded);
    }
}

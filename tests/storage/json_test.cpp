#include "storage/json.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <random>

using fingertip::storage::Json;
using fingertip::storage::JsonWriter;
using namespace std::string_literals;

TEST_CASE("a document answers with its own types and nothing else", "[storage][json]")
{
    const auto document = Json::parse(R"({"name":"李梅","age":41,"real":2.5,"member":true,"branch":{"id":7},
        "tags":["a",1,null],"none":null,"big":9223372036854775807,"least":-9223372036854775808,"bigger":9223372036854775808})");
    REQUIRE(document);
    CHECK(document->is_object());
    CHECK(document->size() == 10);
    CHECK(document->text("name") == "李梅");
    CHECK(document->integer("age") == 41);
    CHECK(document->real("age") == 41.0);
    CHECK(document->real("real") == 2.5);
    CHECK(document->boolean("member") == true);
    CHECK(document->at("branch")->integer("id") == 7);
    CHECK(document->integer("big") == std::numeric_limits<std::int64_t>::max());
    CHECK(document->integer("least") == std::numeric_limits<std::int64_t>::min());

    CHECK_FALSE(document->integer("bigger"));
    CHECK_FALSE(document->integer("real"));
    CHECK_FALSE(document->integer("name"));
    CHECK_FALSE(document->integer("member"));
    CHECK_FALSE(document->text("age"));
    CHECK_FALSE(document->text("none"));
    CHECK_FALSE(document->text("missing"));
    CHECK_FALSE(document->text("nam"));
    CHECK_FALSE(document->boolean("age"));
    CHECK_FALSE(document->real("name"));
    CHECK_FALSE(document->at("missing"));
    CHECK(document->at("none")->is_null());

    const auto tags = document->at("tags");
    REQUIRE(tags);
    CHECK(tags->is_array());
    CHECK(tags->size() == 3);
    CHECK(tags->items()[0].as_text() == "a");
    CHECK(tags->at(std::size_t{1})->as_integer() == 1);
    CHECK_FALSE(tags->at(std::size_t{3}));
    CHECK_FALSE(tags->at("a"));
    CHECK_FALSE(document->at(std::size_t{0}));
    CHECK(document->at("name")->size() == 0);
    CHECK(document->items().empty());
    CHECK(document->at("branch")->keys() == std::vector<std::string>{"id"});
}

TEST_CASE("a part keeps its document alive", "[storage][json]")
{
    std::optional<Json> part;
    {
        std::string text = R"({"outer":{"inner":["a text that is too long to be stored inside of the value itself"]}})";
        part = Json::parse(text)->at("outer")->at("inner");
        text.assign(text.size(), 'x');
    }
    CHECK(part->items()[0].as_text() == "a text that is too long to be stored inside of the value itself");
}

TEST_CASE("a number long enough to make the parser overflow is refused (upstream issue 1251)", "[storage][json]")
{
    CHECK_FALSE(Json::parse("[128.74836467836484838364836483643636483648e-336]"));
    CHECK_FALSE(Json::parse("[" + std::string(33, '1') + "]"));
    CHECK(Json::parse("[" + std::string(32, '1') + "]"));
    CHECK(Json::parse("[" + std::string(32, '1') + "," + std::string(32, '1') + "]"));
    CHECK(Json::parse("[\"" + std::string(100, '1') + "\"]"));
    CHECK(Json::parse(R"(["\")" + std::string(100, '1') + "\"]"));
    CHECK_FALSE(Json::parse("[1e999]"));
}

TEST_CASE("two hundred thousand brackets are refused and nothing overflows", "[storage][json]")
{
    const auto opening = GENERATE("["s, "{\"a\":"s, "[{\"a\":"s);
    std::string text;
    for (int i = 0; i < 200'000 && text.size() < 900'000; ++i)
        text += opening;
    CHECK_FALSE(Json::parse(text));
    CHECK_FALSE(Json::parse(text, 10'000'000));
}

TEST_CASE("depth ends at thirty-two", "[storage][json]")
{
    const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(Json::parse(nested(32)));
    CHECK_FALSE(Json::parse(nested(33)));
    CHECK(Json::parse("[\"" + std::string(100, '[') + "\"]"));
}

TEST_CASE("text that is not UTF-8 is refused", "[storage][json]")
{
    const auto bad =
        GENERATE("\xff"s, "\xc0\x80"s, "\xc0\xaf"s, "\xe4\xb8"s, "\x80"s, "\xed\xa0\x80"s, "\xf5\x80\x80\x80"s,
                 "\xf0\x80\x80\xaf"s, "\\ud800"s, "\\udc00\\ud800"s, "\\udc00"s, "\\ud13d\\ude00"s, "a\\uDFFFb"s);
    CAPTURE(bad);
    CHECK_FALSE(Json::parse("[\"" + bad + "\"]"));
    CHECK_FALSE(Json::parse("{\"" + bad + "\":1}"));
    CHECK(Json::parse("[\"\\ud83d\\ude00 \xF0\x9F\x98\x80 \xE6\x8C\x87\"]"));
}

TEST_CASE("a key may stand in an object only once", "[storage][json]")
{
    CHECK_FALSE(Json::parse(R"({"a":1,"a":2})"));
    CHECK_FALSE(Json::parse(R"({"a":1,"b":2,"\u0061":3})"));
    CHECK_FALSE(Json::parse(R"([{"x":{"a":1,"a":1}}])"));
    CHECK(Json::parse(R"({"a":{"a":1},"b":{"a":1}})"));
}

TEST_CASE("NUL is refused wherever it stands", "[storage][json]")
{
    CHECK_FALSE(Json::parse(R"(["a\u0000b"])"));
    CHECK_FALSE(Json::parse(R"({"a\u0000":1})"));
    CHECK_FALSE(Json::parse("[\"a\0b\"]"s));
    CHECK_FALSE(Json::parse("[\"a\\\0b\"]"s));
    CHECK_FALSE(Json::parse("{}\0{}"s));
    CHECK(Json::parse(R"(["\\u0000"])"));
}

TEST_CASE("what is not one whole document is refused", "[storage][json]")
{
    const auto bad =
        GENERATE(""s, " "s, "{"s, "{}{}"s, "[1,]"s, "{\"a\":1,}"s, "nul"s, "NaN"s, "Infinity"s, "01"s, "+1"s, "1."s,
                 ".5"s, "'a'"s, "{a:1}"s, "[1 2]"s, "[\"a\nb\"]"s, "// c\n1"s, "]"s, "[}"s, "\"abc"s, "\"abc\\"s);
    CAPTURE(bad);
    CHECK_FALSE(Json::parse(bad));
}

TEST_CASE("the size limit is the caller's", "[storage][json]")
{
    const std::string text = "[\"" + std::string(96, 'x') + "\"]";
    CHECK(Json::parse(text, 100));
    CHECK_FALSE(Json::parse(text, 99));
    CHECK(Json::parse("[\"" + std::string(Json::default_max_bytes - 4, 'x') + "\"]"));
    CHECK_FALSE(Json::parse("[\"" + std::string(Json::default_max_bytes - 3, 'x') + "\"]"));
}

TEST_CASE("a written document is what was said, in plain UTF-8", "[storage][json]")
{
    JsonWriter writer;
    writer.object()
        .field("name", "指尖\"\\/\n\t\x01😀")
        .field("count", 3)
        .field("big", std::numeric_limits<std::uint64_t>::max())
        .field("least", std::numeric_limits<std::int64_t>::min())
        .field("yes", true)
        .field("none", nullptr)
        .field("maybe", std::optional<std::string>{})
        .field("there", std::optional<int>{5})
        .field("real", 2.5)
        .field("wrong", std::nan(""));
    writer.key("list").array().value(1).value("two").object().end().array().end().end();
    writer.end();
    CHECK(writer.take() == "{\"name\":\"指尖\\\"\\\\/\\n\\u0009\\u0001😀\",\"count\":3,\"big\":18446744073709551615,"
                           "\"least\":-9223372036854775808,\"yes\":true,\"none\":null,\"maybe\":null,\"there\":5,"
                           "\"real\":2.5,\"wrong\":null,\"list\":[1,\"two\",{},[]]}");
    CHECK(writer.array().end().take() == "[]");
}

TEST_CASE("bytes that are not UTF-8 are written as the replacement character", "[storage][json]")
{
    const auto [given, written] = GENERATE(table<std::string, std::string>({
        {"a\xff"
         "b",
         "a\uFFFDb"},
        {"\xe4\xb8", "\uFFFD"},
        {"\xe4\xb8"
         "a",
         "\uFFFDa"},
        {"\xc0\x80", "\uFFFD\uFFFD"},
        {"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"},
        {"\xf0\x9f\x98", "\uFFFD"},
        {"\xf4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
        {"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
    }));
    CAPTURE(given);
    JsonWriter writer;
    CHECK(writer.value(given).take() == "\"" + written + "\"");
}

TEST_CASE("what was written is read back the same", "[storage][json]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random{seed};
    for (int round = 0; round < 500; ++round) {
        std::string text;
        for (auto i = random() % 40; i > 0; --i)
            text += static_cast<char>(1 + random() % 255);
        JsonWriter writer;
        const auto first = Json::parse(writer.array().value(text).end().take());
        REQUIRE(first);
        const auto kept = first->items()[0].as_text();
        REQUIRE(kept);
        const auto second = Json::parse(writer.array().value(*kept).end().take());
        REQUIRE(second);
        REQUIRE(second->items()[0].as_text() == kept);
    }
}

TEST_CASE("random damage to a document never harms the reader", "[storage][json]")
{
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random{seed};
    const std::string sound = R"({"v":1,"name":"李\u6885","list":[1,2.5e3,{"x":null}],"deep":[[[[{"a":true}]]]]})";
    for (int round = 0; round < 20'000; ++round) {
        std::string text = sound;
        for (auto i = 1 + random() % 3; i > 0; --i)
            text[random() % text.size()] = static_cast<char>(random() % 256);
        if (const auto document = Json::parse(text)) {
            document->text("name");
            for (const auto& item : document->at("list").value_or(*document).items())
                item.as_real();
        }
    }
}

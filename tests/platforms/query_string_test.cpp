#include "bot/platforms/query_string.hpp"

#include <catch2/catch.hpp>

using fingertip::bot::platforms::QueryString;

TEST_CASE("parameters are percent-decoded exactly once", "[platforms][query]")
{
    const auto query =
        QueryString::parse("a=1&b=%2B%2f%3D&c=x%2525y&d=a+b&e=&f=g=h&s%69gnature=z&wei.rd-name_1=%E4%BD%A0");
    REQUIRE(query);
    CHECK(query->value("a") == "1");
    CHECK(query->value("b") == "+/=");
    CHECK(query->value("c") == "x%25y");
    CHECK(query->value("d") == "a+b"); // a plus is a plus: base64 has them and blanks never come
    CHECK(query->value("e").empty());
    CHECK(query->value("f") == "g=h");
    CHECK(query->value("signature") == "z");
    CHECK(query->value("wei.rd-name_1") == "你");
    CHECK(query->value("absent").empty());
    CHECK(query->value("A").empty());
}

TEST_CASE("an empty query has no parameters", "[platforms][query]")
{
    const auto query = QueryString::parse("");
    REQUIRE(query);
    CHECK(query->value("").empty());
    CHECK(query->value("a").empty());
}

TEST_CASE("a query that can be read in two ways is not read", "[platforms][query]")
{
    const auto raw =
        GENERATE(values<std::string>({"a=1&a=1",   "a=1&a=2", "a=1&A=2", "a=1&%61=2", "a[]=1",
                                      "a%5B%5D=1", "a[0]=1",  "a[b]=1",  "a=1&&b=2",  "&a=1",
                                      "a=1&",      "a",       "a&b=1",   "=1",        "a=%",
                                      "a=%2",      "a=%zz",   "a=%2g",   "%=1",       "a=%%",
                                      "a=%00",     "a=%0A",   "a=%1f",   "a=%7F",     std::string{"a=\0", 3},
                                      "a=\n",      "a b=1",   "a+b=1",   "a;b=1",     "你=1",
                                      "a=1&b[=2",  "&",       "?a=1",    "%00a=1"}));
    INFO(raw);
    CHECK_FALSE(QueryString::parse(raw));
}

TEST_CASE("the number and the length of parameters are bounded", "[platforms][query]")
{
    std::string sixteen = "p0=x";
    for (int i = 1; i < 16; ++i)
        sixteen += "&p" + std::to_string(i) + "=x";
    CHECK(QueryString::parse(sixteen));
    CHECK_FALSE(QueryString::parse(sixteen + "&p16=x"));
    CHECK(QueryString::parse("a=" + std::string(2046, 'x')));
    CHECK_FALSE(QueryString::parse("a=" + std::string(2047, 'x')));
}

TEST_CASE("a query may be moved", "[platforms][query]")
{
    auto query = QueryString::parse("a=1&b=22"); // short enough to sit inside the string object itself
    REQUIRE(query);
    const auto moved = std::move(*query);
    CHECK(moved.value("b") == "22");
}

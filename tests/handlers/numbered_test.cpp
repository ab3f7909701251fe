#include "handlers/words/numbered.hpp"

#include <catch2/catch.hpp>

using namespace fingertip;

TEST_CASE("a number in front of a reason is told from the reason's own digits", "[handlers][words]")
{
    struct Case
    {
        const char* text;
        int number; ///< -1: none
        const char* rest;
    };
    const auto c = GENERATE(Case{"12 手机没电", 12, "手机没电"}, Case{"12号手机没电", 12, "手机没电"},
                            Case{"#12，手机没电", 12, "手机没电"}, Case{"12", 12, ""}, Case{"12\n没电", 12, "没电"},
                            Case{"12点才到", -1, "12点才到"}, Case{"10:30才到", -1, "10:30才到"},
                            Case{"3月的没记", -1, "3月的没记"}, Case{"手机 12", -1, "手机 12"}, Case{"", -1, ""},
                            Case{"1234567890 没电", -1, "1234567890 没电"}, Case{"5笔，多了", 5, "多了"});
    INFO(c.text);
    const auto read = handlers::read_numbered(c.text);
    CHECK((read.number ? static_cast<int>(*read.number) : -1) == c.number);
    CHECK(read.rest == c.rest);
}

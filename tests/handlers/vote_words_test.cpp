#include "handlers/meetings/vote_check.hpp"
#include "handlers/meetings/vote_words.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace fingertip::handlers;

namespace {

struct Case
{
    const char* text;
    std::int64_t approve; ///< -1: not said
    std::int64_t oppose;
    std::int64_t abstain;
    const char* rest;
};

constexpr std::int64_t today = 20'000;

} // namespace

TEST_CASE("votes are read in the ways in which people write them", "[handlers][votes]")
{
    const auto c = GENERATE(values<Case>({
        {"年度计划 赞成18 反对1 弃权0", 18, 1, 0, "年度计划"},
        {"年度计划 赞成18票 反对1票 弃权无", 18, 1, 0, "年度计划"},
        {"年度计划 赞成：18，反对：1，弃权：0。", 18, 1, 0, "年度计划"},
        {"年度计划，赞成18票、反对1票、弃权2票", 18, 1, 2, "年度计划"},
        {"年度计划赞成１８反对１弃权０", 18, 1, 0, "年度计划"},
        {"年度计划 赞成十八票反对一票弃权零票", 18, 1, 0, "年度计划"},
        {"年度计划 同意二十一 不同意两票 弃权〇", 21, 2, 0, "年度计划"},
        {"年度计划 18票赞成，1票反对，0票弃权", 18, 1, 0, "年度计划"},
        {"年度计划 18票赞成1票反对0票弃权", 18, 1, 0, "年度计划"},
        {"年度计划 十八人赞成，一人反对，无人弃权", 18, 1, 0, "年度计划"},
        {"年度计划 赞成票18张", -1, -1, -1, "年度计划 赞成票18张"},
        {"年度计划 赞成票数为18 反对票数为1 弃权票数为0", 18, 1, 0, "年度计划"},
        {"年度计划 弃权0 反对1 赞成18", 18, 1, 0, "年度计划"},
        {"赞成18 反对1 弃权0 年度计划", 18, 1, 0, "年度计划"},
        {"赞成 18 票 反对 1 票 弃权 0 票", 18, 1, 0, ""},
        {"年度计划 表决结果：赞成18，反对没有，弃权没有，通过", 18, 0, 0, "年度计划"},
        {"年度计划 无反对票，1票弃权，18票赞成", 18, 0, 1, "年度计划"},
        {"年度计划 赞成18", 18, -1, -1, "年度计划"},
        {"年度计划", -1, -1, -1, "年度计划"},
        {"", -1, -1, -1, ""},
        {"同意3名同志转正 赞成18 反对1 弃权0", 18, 1, 0, "同意3名同志转正"},
        {"同意3 名同志转正，赞成18、反对1、弃权0", 18, 1, 0, "同意3 名同志转正"},
        {"关于同意接收张三为预备党员的决议 赞成18 反对0 弃权0", 18, 0, 0, "关于同意接收张三为预备党员的决议"},
        {"2024年工作计划 赞成18 反对1 弃权0", 18, 1, 0, "2024年工作计划"},
        {"捐款12345元 赞成18 反对1 弃权0", 18, 1, 0, "捐款12345元"},
        {"年度计划 赞成12345 反对1 弃权0", -1, 1, 0, "年度计划 赞成12345"},
        {"年度计划 赞成18.5 反对1 弃权0", -1, 1, 0, "年度计划 赞成18.5"},
        {"18赞成 1反对 0弃权 年度计划", 18, 1, 0, "年度计划"},
        {"年度计划 18赞成1反对0弃权", 18, 1, 0, "年度计划"},
        {"年度计划18票赞成1票反对0票弃权", 18, 1, 0, "年度计划"},
        {"方案3赞成18反对1弃权0", 18, 1, 0, "方案3"},
        {"方案 3 赞成18 反对1 弃权0", 18, 1, 0, "方案 3"},
        {"接收张三 赞成18 反对1 弃权0", 18, 1, 0, "接收张三"},
        {"张三赞成，李四反对", -1, -1, -1, "张三赞成，李四反对"},
        {"年度计划 赞成-18", -1, -1, -1, "年度计划 赞成-18"},
        {"annual plan 18 in favour, 1 against, 0 abstained", 18, 1, 0, "annual plan"},
        {"Annual plan: Approve 18 Oppose 1 Abstain 0", 18, 1, 0, "Annual plan"},
    }));
    INFO(c.text);
    const auto said = read_votes(c.text);
    CHECK(said.approve.value_or(-1) == c.approve);
    CHECK(said.oppose.value_or(-1) == c.oppose);
    CHECK(said.abstain.value_or(-1) == c.abstain);
    CHECK(said.rest == c.rest);
    CHECK_FALSE(said.twice);
    CHECK_FALSE(said.all_in_favour);
}

TEST_CASE("unanimity, written opinions and contradictions are understood", "[handlers][votes]")
{
    const auto* all = GENERATE("年度计划 一致通过", "年度计划，全票赞成。", "年度计划 全体同意");
    CHECK(read_votes(all).all_in_favour);
    CHECK(read_votes(all).rest == "年度计划");
    CHECK_FALSE(read_votes("一致同意年度计划").any());
    const auto written = read_votes("接收张三 赞成20票（其中书面意见2票），反对0，弃权0");
    CHECK(written.written == 2);
    CHECK(written.approve == 20);
    CHECK(written.abstain == 0);
    CHECK(written.rest == "接收张三");
    CHECK(read_votes("接收张三 赞成20票，含2份书面意见").written == 2);
    CHECK(read_votes("计划 赞成18 赞成17 反对1").twice);
    CHECK_FALSE(read_votes("计划 赞成18 反对1 赞成18").twice);
}

TEST_CASE("figures are checked against the rule of their matter", "[handlers][votes]")
{
    struct Check
    {
        Matter matter;
        std::int64_t due;
        std::int64_t present;
        Votes votes;
        Impossible impossible;
        bool passed;
    };
    // Twenty voters due; computed by hand: ordinary and admission need 11 in favour, half, more than half, four fifths.
    const auto c = GENERATE(values<Check>({
        {Matter::ordinary, 20, 10, {10, 0, 0, 0}, Impossible::no, false},
        {Matter::ordinary, 20, 11, {11, 0, 0, 0}, Impossible::no, true},
        {Matter::ordinary, 20, 15, {10, 5, 0, 0}, Impossible::no, false},
        {Matter::ordinary, 20, 15, {11, 3, 1, 0}, Impossible::no, true},
        {Matter::ordinary, 20, 15, {11, 3, 2, 0}, Impossible::too_many, false},
        {Matter::ordinary, 20, 15, {11, 3, 0, 0}, Impossible::no, true},
        {Matter::ordinary, 20, 15, {0, 0, 0, 0}, Impossible::empty, false},
        {Matter::ordinary, 0, 0, {1, 0, 0, 0}, Impossible::nobody_votes, false},
        {Matter::ordinary, 20, 15, {12, 0, 0, 1}, Impossible::written_not_counted, false},
        {Matter::ordinary, 19, 9, {9, 0, 0, 0}, Impossible::no, false},
        {Matter::admission, 20, 10, {20, 0, 0, 0}, Impossible::no, false}, // enough votes, too few here
        {Matter::admission, 20, 11, {11, 0, 0, 0}, Impossible::no, true},
        {Matter::admission, 20, 11, {9, 2, 0, 0}, Impossible::no, false},
        {Matter::admission, 20, 11, {11, 2, 0, 2}, Impossible::no, true}, // two in writing
        {Matter::admission, 20, 11, {11, 3, 0, 2}, Impossible::too_many, false},
        {Matter::admission, 20, 11, {15, 0, 0, 10}, Impossible::written_too_many, false},
        {Matter::admission, 20, 11, {20, 0, 0, 0}, Impossible::no, true},
        {Matter::admission, 20, 11, {21, 0, 0, 0}, Impossible::too_many, false},
        {Matter::election, 20, 15, {15, 0, 0, 0}, Impossible::no, false},
        {Matter::election, 20, 16, {11, 5, 0, 0}, Impossible::no, true},
        {Matter::election, 20, 16, {17, 0, 0, 0}, Impossible::too_many, false},
        {Matter::hold_committee, 5, 3, {3, 0, 0, 0}, Impossible::no, true},
        {Matter::hold_committee, 5, 2, {2, 0, 0, 0}, Impossible::no, false},
    }));
    INFO(static_cast<int>(c.matter) << " due " << c.due << " present " << c.present << " for " << c.votes.approve);
    const auto finding = check_votes(quorum_rule(c.matter, today), c.due, c.present, c.votes);
    CHECK(finding.impossible == c.impossible);
    CHECK(finding.passed == c.passed);
}

TEST_CASE("what is unusual about a vote is counted", "[handlers][votes]")
{
    const auto& ordinary = quorum_rule(Matter::ordinary, today);
    const auto& admission = quorum_rule(Matter::admission, today);
    CHECK(check_votes(ordinary, 20, 15, {11, 0, 0, 0}).unused == 4);
    CHECK(check_votes(ordinary, 20, 9, {9, 0, 0, 0}).standing.missing == 1);
    CHECK(check_votes(ordinary, 20, 15, {16, 0, 0, 0}).most == 15);
    CHECK(check_votes(admission, 20, 15, {17, 0, 0, 0}).must_be_written == 2);
    CHECK(check_votes(admission, 20, 15, {17, 0, 0, 2}).must_be_written == 0);
    CHECK(check_votes(admission, 20, 15, {16, 0, 0, 2}).unused == 1);
    CHECK(check_votes(admission, 20, 15, {18, 0, 0, 2}).most == 17);
}

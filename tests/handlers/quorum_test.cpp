#include "handlers/meetings/quorum.hpp"

#include <catch2/catch.hpp>

#include <string_view>

using namespace fingertip::handlers;

namespace {

constexpr std::int64_t today = 20'000;

}

TEST_CASE("each matter needs its own part of the voting members who are due", "[handlers][quorum]")
{
    struct Case
    {
        Matter matter;
        std::int64_t due;
        std::int64_t needed;
        std::int64_t to_pass;
    };
    // Computed by hand: at least half, more than half, four fifths, more than half.
    const auto [matter, due, needed, to_pass] = GENERATE(values<Case>({{Matter::ordinary, 1, 1, 1},
                                                                       {Matter::ordinary, 2, 1, 2},
                                                                       {Matter::ordinary, 5, 3, 3},
                                                                       {Matter::ordinary, 18, 9, 10},
                                                                       {Matter::ordinary, 19, 10, 10},
                                                                       {Matter::admission, 1, 1, 1},
                                                                       {Matter::admission, 2, 2, 2},
                                                                       {Matter::admission, 18, 10, 10},
                                                                       {Matter::admission, 19, 10, 10},
                                                                       {Matter::election, 5, 4, 3},
                                                                       {Matter::election, 18, 15, 10},
                                                                       {Matter::election, 19, 16, 10},
                                                                       {Matter::election, 20, 16, 11},
                                                                       {Matter::hold_committee, 3, 2, 2},
                                                                       {Matter::hold_committee, 4, 3, 3},
                                                                       {Matter::hold_committee, 5, 3, 3},
                                                                       {Matter::ordinary, 10000, 5000, 5001}}));
    const auto& rule = quorum_rule(matter, today);
    const auto nobody = quorum_standing(rule, due, 0);
    INFO("due " << due);
    CHECK(nobody.needed == needed);
    CHECK(nobody.missing == needed);
    CHECK(nobody.to_pass == to_pass);
    CHECK(quorum_standing(rule, due, needed - 1).missing == 1);
    CHECK(quorum_standing(rule, due, needed).missing == 0);
    CHECK(quorum_standing(rule, due, due).missing == 0);
}

TEST_CASE("where nobody may vote nothing can be decided", "[handlers][quorum]")
{
    const auto matter = GENERATE(Matter::ordinary, Matter::admission, Matter::election, Matter::hold_committee);
    CHECK(quorum_standing(quorum_rule(matter, today), 0, 0).missing == 1);
}

TEST_CASE("votes are counted against those due, and written opinions only where the rule knows them",
          "[handlers][quorum]")
{
    const auto& ordinary = quorum_rule(Matter::ordinary, today);
    CHECK(carried(ordinary, 19, 10, 10, 0));
    CHECK_FALSE(carried(ordinary, 19, 10, 9, 0)); // nine of ten present are less than half of nineteen due
    CHECK_FALSE(carried(ordinary, 19, 10, 9, 1));
    CHECK_FALSE(carried(ordinary, 19, 9, 19, 0)); // not enough were here

    const auto& admission = quorum_rule(Matter::admission, today);
    CHECK(carried(admission, 19, 10, 9, 1));
    CHECK_FALSE(carried(admission, 19, 9, 9, 1)); // an opinion is a vote, not attendance
    CHECK(admission.secret_ballot);

    const auto& election = quorum_rule(Matter::election, today);
    CHECK_FALSE(carried(election, 20, 16, 10, 5));
    CHECK(carried(election, 20, 16, 11, 0));
}

TEST_CASE("kinds of meetings decide different matters", "[handlers][quorum]")
{
    CHECK(quorum_rules("members_meeting").size() == 3);
    CHECK(quorum_rules("members_meeting").front().matter == Matter::ordinary);
    CHECK(quorum_rules("group_meeting").size() == 1);
    REQUIRE(quorum_rules("committee_meeting").size() == 1);
    CHECK(quorum_rules("committee_meeting").front().matter == Matter::hold_committee);
    CHECK(quorum_rules("party_class").empty());
    CHECK(quorum_rules("theme_day").empty());
}

#include "handlers/meetings/geography.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace fingertip::handlers;

TEST_CASE("distances agree with those of a geodesist", "[handlers][geography]")
{
    // Great-circle distances by an independent calculator, on the mean sphere.
    CHECK(distance_m(39.9042, 116.4074, 31.2304, 121.4737) == Approx(1'067'310).epsilon(0.001)); // Beijing–Shanghai
    CHECK(distance_m(0, 179.9, 0, -179.9) == Approx(22'239).epsilon(0.001));                     // across the date line
    CHECK(distance_m(90, 0, 90, 123) == Approx(0).margin(0.01));
    CHECK(distance_m(30, 120, 30.001, 120) == Approx(111.2).epsilon(0.001));
}

TEST_CASE("near means within the radius, the phone's stated error granted up to a hundred metres",
          "[handlers][geography]")
{
    const auto north = [](double metres) { return 30.0 + metres / 111'195.0; };
    CHECK(is_near({north(299), 120, 0}, 30, 120, 300));
    CHECK_FALSE(is_near({north(301), 120, 0}, 30, 120, 300));
    CHECK(is_near({north(390), 120, 100}, 30, 120, 300));
    CHECK_FALSE(is_near({north(450), 120, 5000}, 30, 120, 300)); // who claims to know nothing is not everywhere
    CHECK_FALSE(is_near({0, 0, 0}, 0, 0, 300));
    CHECK_FALSE(is_near({std::numeric_limits<double>::quiet_NaN(), 120, 0}, 30, 120, 300));
    CHECK_FALSE(is_near({91, 120, 0}, 30, 120, 1e9));
    CHECK_FALSE(is_near({north(390), 120, -100}, 30, 120, 300));
}

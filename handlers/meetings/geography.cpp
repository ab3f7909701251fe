#include "handlers/meetings/geography.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fingertip::handlers {

namespace {

constexpr double earth_radius_m = 6'371'008.8; // mean radius, IUGG
constexpr double most_error_m = 100;

double radians(double degrees)
{
    return degrees * std::numbers::pi / 180;
}

} // namespace

double distance_m(double latitude_a, double longitude_a, double latitude_b, double longitude_b)
{
    const double north = std::sin(radians(latitude_b - latitude_a) / 2);
    const double east = std::sin(radians(longitude_b - longitude_a) / 2);
    const double chord = north * north + std::cos(radians(latitude_a)) * std::cos(radians(latitude_b)) * east * east;
    return 2 * earth_radius_m * std::asin(std::sqrt(std::clamp(chord, 0.0, 1.0)));
}

bool is_somewhere(const Place& place)
{
    return std::isfinite(place.latitude) && std::isfinite(place.longitude) && std::abs(place.latitude) <= 90 &&
           std::abs(place.longitude) <= 180 && (place.latitude != 0 || place.longitude != 0);
}

bool is_near(const Place& here, double latitude, double longitude, double radius_m)
{
    const double error = std::isfinite(here.precision_m) ? std::clamp(here.precision_m, 0.0, most_error_m) : 0;
    return is_somewhere(here) && distance_m(here.latitude, here.longitude, latitude, longitude) <= radius_m + error;
}

} // namespace fingertip::handlers

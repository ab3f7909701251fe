#pragma once

#include "handlers/incoming.hpp"

namespace fingertip::handlers {

/// Metres between two points along the earth's surface, taken as a sphere (wrong by at most 0.6 %).
double distance_m(double latitude_a, double longitude_a, double latitude_b, double longitude_b);

/// Whether a place is a point on earth at all; (0, 0) is what phones send that know nothing.
bool is_somewhere(const Place& place);

/// Whether somebody at `here` is within `radius_m` of a point, the stated error of the measurement (at most 100 m of
/// it) granted.
bool is_near(const Place& here, double latitude, double longitude, double radius_m);

} // namespace fingertip::handlers

#pragma once

#include <array>
#include <cstddef>
#include <string>

namespace fingertip::bot::platforms {

using Random16 = std::array<unsigned char, 16>;

/// Sixteen bytes from the operating system's generator. Drawn 4 KiB at a time and kept per thread, as a call of
/// RAND_bytes costs more than the rest of an envelope; a byte handed out is wiped from the pool.
/// Throws std::runtime_error when there is no randomness to be had.
Random16 random16();

/// Letters and digits, each equally likely.
std::string random_nonce(std::size_t length);

} // namespace fingertip::bot::platforms

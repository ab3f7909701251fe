#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fingertip::bench {

struct PumpResult
{
    double seconds = 0;
    std::size_t answers = 0;
    std::size_t not_200 = 0;
    std::size_t without = 0;        ///< 200, but without the wanted word
    std::vector<double> latency_ms; ///< sorted

    double per_second() const { return seconds > 0 ? static_cast<double>(answers) / seconds : 0; }
    double percentile(double share) const;
};

/// Sends the requests over so many keep-alive connections, each the next one as soon as its answer is there (closed
/// loop). One thread, epoll. `wanted` must be in every answer ("": anything).
PumpResult pump(std::uint16_t port, const std::vector<std::string>& requests, int connections,
                const std::string& wanted);

} // namespace fingertip::bench

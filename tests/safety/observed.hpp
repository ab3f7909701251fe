#pragma once

#include "tests/safety/campaign.hpp"
#include "tests/support/wechat_sender.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace fingertip::safety {

/// In what state the bot was when an answer was waited for.
enum class Weather
{
    quiet,  ///< the process runs and everything it uses is there
    fault,  ///< something it uses is being broken, or it is about to be killed
    paused, ///< the process itself stands still for a while: how long that takes is not its doing
};

/// Everything that a slice was answered: how long it took and whether another parser reads it.
class Observed
{
public:
    /// Takes one answer in; `took` from the first byte sent to the last one read. Any thread.
    void take(const tests::WechatSender::Answer& answer, std::chrono::microseconds took, Weather weather);
    /// Moves what it has into a tally, and begins anew.
    void pour_into(Tally& tally);

private:
    std::mutex guard_;
    std::map<std::string, std::int64_t> counts_;
};

/// What the tallies' answers come to; bounds in microseconds, to a tenth.
struct Times
{
    std::int64_t count = 0;
    std::int64_t p50 = 0;
    std::int64_t p99 = 0;
    std::int64_t p999 = 0;
    std::int64_t longest = 0;
    std::int64_t beyond = 0; ///< longer than 2.5 s
};
Times times_of(const Tally& tally, Weather weather);
std::int64_t replies_of(const Tally& tally);
std::int64_t malformed_of(const Tally& tally);

Observed& observed();

} // namespace fingertip::safety

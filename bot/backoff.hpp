#pragma once

#include <algorithm>
#include <chrono>

namespace fingertip::bot {

/// When a call that has failed may be tried again: soon at first, then less and less often, at once after a success.
class Backoff
{
public:
    using Time = std::chrono::steady_clock::time_point;

    bool may_try(Time now) const { return now >= not_before_; }

    void failed(Time now)
    {
        pause_ = std::min(pause_ == std::chrono::seconds{0} ? first : 2 * pause_, longest);
        not_before_ = now + pause_;
    }
    /// A person must mend it, or a new day must come with a new quota: now and then is often enough to notice.
    void failed_for_long(Time now)
    {
        pause_ = longest;
        not_before_ = now + longest;
    }
    void succeeded()
    {
        pause_ = std::chrono::seconds{0};
        not_before_ = {};
    }

    static constexpr std::chrono::seconds first{1};
    static constexpr std::chrono::seconds longest{600};

private:
    std::chrono::seconds pause_{0};
    Time not_before_{};
};

} // namespace fingertip::bot

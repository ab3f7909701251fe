#include "tests/safety/observed.hpp"

#include "tests/support/expat_xml.hpp"

#include <cmath>
#include <iostream>
#include <stdexcept>

namespace fingertip::safety {

namespace {

constexpr double growth = 1.1; ///< each bucket is a tenth longer than the one before
constexpr int buckets = 200;
constexpr std::int64_t first_bucket_us = 50;
constexpr std::int64_t patience_us = 2'500'000;

std::int64_t upper_bound_us(int bucket)
{
    return static_cast<std::int64_t>(static_cast<double>(first_bucket_us) * std::pow(growth, bucket));
}

int bucket_of(std::int64_t us)
{
    int bucket = 0;
    while (bucket + 1 < buckets && upper_bound_us(bucket) < us)
        ++bucket;
    return bucket;
}

std::string name_of(Weather weather, const std::string& what)
{
    const char* names[] = {"quiet", "fault", "paused"};
    return std::string{"answers "} + names[static_cast<int>(weather)] + ' ' + what;
}

/// Why a reply would be a visible outage; empty: it is well-formed and whole.
std::string fault_of(const tests::WechatSender::Answer& answer)
{
    try {
        tests::read_by_expat(answer.body);
        const auto fields = tests::read_by_expat(answer.reply); // empty when the signature does not verify: not XML
        for (const char* field : {"/xml/ToUserName", "/xml/FromUserName", "/xml/CreateTime", "/xml/MsgType"})
            if (!fields.contains(field))
                return std::string{field} + " is missing: " + answer.reply;
    } catch (const std::exception& why) {
        return why.what();
    }
    return {};
}

} // namespace

void Observed::take(const tests::WechatSender::Answer& answer, std::chrono::microseconds took, Weather weather)
{
    const bool is_reply = !answer.body.empty() && answer.body != "success";
    const auto fault = is_reply ? fault_of(answer) : std::string{};
    if (!fault.empty())
        std::cerr << "WRONG: " + fault + '\n';
    const std::lock_guard lock{guard_};
    ++counts_[name_of(weather, std::to_string(bucket_of(took.count())))];
    counts_[name_of(weather, "beyond")] += took.count() > patience_us;
    counts_["replies"] += is_reply;
    counts_["replies malformed"] += !fault.empty();
}

void Observed::pour_into(Tally& tally)
{
    const std::lock_guard lock{guard_};
    for (const auto& [name, count] : counts_)
        tally.counts[name] += count;
    counts_.clear();
}

Times times_of(const Tally& tally, Weather weather)
{
    Times times;
    times.beyond = tally.count(name_of(weather, "beyond"));
    for (int bucket = 0; bucket < buckets; ++bucket)
        times.count += tally.count(name_of(weather, std::to_string(bucket)));
    const auto at = [&](double share) -> std::int64_t {
        std::int64_t below = 0;
        for (int bucket = 0; bucket < buckets; ++bucket) {
            below += tally.count(name_of(weather, std::to_string(bucket)));
            if (below > 0 && static_cast<double>(below) >= share * static_cast<double>(times.count))
                return upper_bound_us(bucket);
        }
        return 0;
    };
    times.p50 = at(0.5);
    times.p99 = at(0.99);
    times.p999 = at(0.999);
    times.longest = at(1);
    return times;
}

std::int64_t replies_of(const Tally& tally)
{
    return tally.count("replies");
}

std::int64_t malformed_of(const Tally& tally)
{
    return tally.count("replies malformed");
}

Observed& observed()
{
    static Observed all;
    return all;
}

} // namespace fingertip::safety

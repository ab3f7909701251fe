#include "bot/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <atomic>
#include <limits>
#include <map>
#include <mutex>
#include <unordered_map>

namespace fingertip::bot {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

constexpr std::array outcome_names{"answered", "silent", "repeated", "busy", "late", "limited", "failed"};
constexpr std::array cache_names{"hit", "miss", "stored", "error", "timeout", "skipped"};
constexpr std::array causes{platforms::Cause::parameters, platforms::Cause::signature, platforms::Cause::envelope,
                            platforms::Cause::xml,        platforms::Cause::fields,    platforms::Cause::method};
constexpr std::array statuses{200, 400, 403, 404, 405, 408, 413, 414, 431, 500, 503};

constexpr std::size_t most_platforms = 8;
constexpr int most_message_series = 1'000; ///< with everything else at its largest this stays below 2,000

const Histogram::BucketBoundaries answer_bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 2.5};
const Histogram::BucketBoundaries commit_bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                                0.01,   0.025,   0.05,   0.1,   0.5,    1};
const Histogram::BucketBoundaries batch_bounds{1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

double seconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double>{time}.count();
}

Family<Counter>& counters(prometheus::Registry& registry, const char* name, const char* help)
{
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help)
{
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

Family<Histogram>& histograms(prometheus::Registry& registry, const char* name, const char* help)
{
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

/// The families that have a series for each platform, and what their labels may be.
struct Shared
{
    Family<Counter>& messages;
    Family<Histogram>& handle_seconds;
    Family<Counter>& refused;
    Family<Counter>& duplicates;
    Family<Counter>& dead_letters;
    Family<Gauge>& clock_ahead;
    std::vector<std::string> commands; ///< the last one is "other"
    std::mutex making{};
    int message_series_left = most_message_series;
};

class OnePlatform final : public PlatformMetrics
{
public:
    OnePlatform(Shared& shared, const std::string& name)
        : shared_{shared}, name_{name}, messages_(shared.commands.size() * outcome_names.size()),
          seconds_{shared.handle_seconds.Add({{"platform", name}}, answer_bounds)},
          duplicates_{shared.duplicates.Add({{"platform", name}})},
          clock_ahead_{shared.clock_ahead.Add({{"platform", name}})}
    {
        for (std::size_t i = 0; i < causes.size(); ++i) {
            const prometheus::Labels labels{{"platform", name}, {"cause", platforms::name(causes[i])}};
            refused_[i] = &shared.refused.Add(labels);
            dead_letters_[i] = &shared.dead_letters.Add(labels);
        }
        // These are where everything goes once there are too many series, so they exist from the start.
        for (std::size_t outcome = 0; outcome < outcome_names.size(); ++outcome)
            series(shared.commands.size() - 1, outcome);
    }

    void message(std::size_t command, Outcome outcome) override
    {
        const auto last = shared_.commands.size() - 1;
        series(std::min(command, last), static_cast<std::size_t>(outcome)).Increment();
    }
    void handled(std::chrono::nanoseconds time) override { seconds_.Observe(seconds(time)); }
    void refused(platforms::Cause cause) override { refused_[static_cast<std::size_t>(cause)]->Increment(); }
    void duplicate() override { duplicates_.Increment(); }
    void dead_letter(platforms::Cause cause) override { dead_letters_[static_cast<std::size_t>(cause)]->Increment(); }
    void set_clock_ahead(std::chrono::duration<double> difference) override { clock_ahead_.Set(difference.count()); }

private:
    /// Made when first needed: most of the commands × outcomes never happen.
    Counter& series(std::size_t command, std::size_t outcome)
    {
        auto& place = messages_[command * outcome_names.size() + outcome];
        if (auto* made = place.load(std::memory_order_acquire))
            return *made;
        const std::lock_guard lock{shared_.making};
        const auto other = shared_.commands.size() - 1;
        if (shared_.message_series_left <= 0 && command != other)
            return *messages_[other * outcome_names.size() + outcome].load();
        auto& made = shared_.messages.Add(
            {{"platform", name_}, {"command", shared_.commands[command]}, {"outcome", outcome_names[outcome]}});
        if (!place.exchange(&made, std::memory_order_acq_rel))
            --shared_.message_series_left;
        return made;
    }

    Shared& shared_;
    std::string name_;
    std::vector<std::atomic<Counter*>> messages_;
    Histogram& seconds_;
    Counter& duplicates_;
    Gauge& clock_ahead_;
    std::array<Counter*, causes.size()> refused_{};
    std::array<Counter*, causes.size()> dead_letters_{};
};

} // namespace

struct Metrics::Body
{
    prometheus::Registry registry;
    Shared shared;
    std::unordered_map<std::string, std::size_t> command_numbers;
    std::map<std::string, std::unique_ptr<OnePlatform>, std::less<>> platforms;
    std::array<Counter*, statuses.size()> http{};
    Counter* http_other = nullptr;
    Counter* http_abandoned = nullptr;
    std::array<Counter*, cache_names.size()> cache{};
    Counter* token_given = nullptr;
    Counter* token_refused = nullptr;
    Histogram& batch_units;
    Histogram& commit_seconds;
    Gauge& wal_bytes;
    Gauge& outbox_pending;
    Gauge& breaker_open;
    Gauge& connections;
    Gauge& queue_depth;
    Gauge& backup_age;
    Counter& backup_failures;
    std::atomic<std::int64_t> backup_taken_at{0}; ///< seconds since 1970; 0: none is known
    Gauge& disk_free;

    explicit Body(Names names)
        : shared{counters(registry, "fingertip_messages_total", "Messages of members by command and how they ended"),
                 histograms(registry, "fingertip_handle_seconds", "From the first byte read to the answer"),
                 counters(registry, "fingertip_refused_total", "Requests that were not authentic, by cause"),
                 counters(registry, "fingertip_duplicates_total", "Deliveries seen before"),
                 counters(registry, "fingertip_dead_letters_total", "Authentic but unusable events, kept aside"),
                 prometheus::BuildGauge()
                     .Name("fingertip_clock_ahead_seconds")
                     .Help("Our clock minus the platform's stamp of the newest message")
                     .Register(registry),
                 std::move(names.commands)},
          batch_units{histograms(registry, "fingertip_commit_batch_units", "Units of work in one commit")
                          .Add({}, batch_bounds)},
          commit_seconds{histograms(registry, "fingertip_commit_seconds", "Time of one commit, to the disk")
                             .Add({}, commit_bounds)},
          wal_bytes{gauge(registry, "fingertip_wal_bytes", "Size of the write-ahead log")},
          outbox_pending{gauge(registry, "fingertip_outbox_pending", "Messages waiting to be said or sent")},
          breaker_open{gauge(registry, "fingertip_breaker_open", "1 while the cache server is left alone")},
          connections{gauge(registry, "fingertip_connections", "Open connections on the public port")},
          queue_depth{gauge(registry, "fingertip_queue_depth", "Units of work waiting for the writer")},
          backup_age{gauge(registry, "fingertip_backup_age_seconds", "Since the newest proven backup was taken")},
          backup_failures{
              counters(registry, "fingertip_backup_failures_total", "Backups of the server's own that failed").Add({})},
          disk_free{gauge(registry, "fingertip_disk_free_ratio", "Free part of the database's disk")}
    {
        backup_age.Set(std::numeric_limits<double>::infinity());
        shared.commands.push_back("other");
        for (std::size_t i = 0; i + 1 < shared.commands.size(); ++i)
            command_numbers.emplace(shared.commands[i], i);
        for (std::size_t i = 0; i < names.platforms.size() && i < most_platforms; ++i)
            platforms.emplace(names.platforms[i], std::make_unique<OnePlatform>(shared, names.platforms[i]));
        platforms.emplace("other", std::make_unique<OnePlatform>(shared, "other"));

        auto& answers = counters(registry, "fingertip_http_total", "Answers on the public port by status");
        for (std::size_t i = 0; i < statuses.size(); ++i)
            http[i] = &answers.Add({{"outcome", std::to_string(statuses[i])}});
        http_other = &answers.Add({{"outcome", "other"}});
        http_abandoned = &answers.Add({{"outcome", "abandoned"}});
        auto& cached = counters(registry, "fingertip_cache_total", "Look-ups in the cache server by how they ended");
        for (std::size_t i = 0; i < cache_names.size(); ++i)
            cache[i] = &cached.Add({{"outcome", cache_names[i]}});
        auto& tokens = counters(registry, "fingertip_token_requests_total", "Attempts to get an access token");
        token_given = &tokens.Add({{"outcome", "given"}});
        token_refused = &tokens.Add({{"outcome", "refused"}});
        prometheus::BuildGauge()
            .Name("fingertip_build_info")
            .Help("Always 1; the labels say what runs")
            .Register(registry)
            .Add({{"version", names.version}, {"commit", names.commit}}, 1);
    }
};

Metrics::Metrics(Names names) : body_{std::make_unique<Body>(std::move(names))} {}

Metrics::~Metrics() = default;

PlatformMetrics& Metrics::platform(std::string_view name)
{
    const auto known = body_->platforms.find(name);
    return known == body_->platforms.end() ? *body_->platforms.find("other")->second : *known->second;
}

std::size_t Metrics::command(std::string_view name) const
{
    const auto known = body_->command_numbers.find(std::string{name});
    return known == body_->command_numbers.end() ? body_->shared.commands.size() - 1 : known->second;
}

void Metrics::http(int status)
{
    for (std::size_t i = 0; i < statuses.size(); ++i)
        if (statuses[i] == status) {
            body_->http[i]->Increment();
            return;
        }
    (status == 0 ? body_->http_abandoned : body_->http_other)->Increment();
}

void Metrics::cache(CacheOutcome outcome)
{
    body_->cache[static_cast<std::size_t>(outcome)]->Increment();
}

void Metrics::token(bool given)
{
    (given ? body_->token_given : body_->token_refused)->Increment();
}

void Metrics::commit(std::size_t units, std::chrono::nanoseconds time)
{
    body_->batch_units.Observe(static_cast<double>(units));
    body_->commit_seconds.Observe(seconds(time));
}

void Metrics::set_wal_bytes(std::size_t bytes)
{
    body_->wal_bytes.Set(static_cast<double>(bytes));
}
void Metrics::set_outbox_pending(std::size_t rows)
{
    body_->outbox_pending.Set(static_cast<double>(rows));
}
void Metrics::set_breaker_open(bool open)
{
    body_->breaker_open.Set(open ? 1 : 0);
}
void Metrics::set_connections(std::size_t open)
{
    body_->connections.Set(static_cast<double>(open));
}
void Metrics::set_queue_depth(std::size_t units)
{
    body_->queue_depth.Set(static_cast<double>(units));
}
void Metrics::set_disk_free(double ratio)
{
    body_->disk_free.Set(ratio);
}

void Metrics::backup_proven(std::chrono::sys_seconds taken_at)
{
    body_->backup_taken_at = taken_at.time_since_epoch().count();
}
void Metrics::backup_failed()
{
    body_->backup_failures.Increment();
}
void Metrics::set_clock(std::chrono::sys_seconds now)
{
    if (const auto taken_at = body_->backup_taken_at.load())
        body_->backup_age.Set(static_cast<double>(now.time_since_epoch().count() - taken_at));
}

std::string Metrics::text() const
{
    return prometheus::TextSerializer{}.Serialize(body_->registry.Collect());
}

} // namespace fingertip::bot

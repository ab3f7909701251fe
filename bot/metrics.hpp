#pragma once

#include "bot/platforms/platform.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::bot {

/// How one message ended.
enum class Outcome
{
    answered, ///< a reply went out
    silent,   ///< done, with nothing to say
    repeated, ///< a copy: it got the stored reply
    busy,     ///< refused without effect, the queue being full or the database not writable
    late,     ///< not done within the reply budget: the connection was closed without an answer
    limited,  ///< over the member's messages a minute
    failed,   ///< an exception: rolled back, apologised
};

enum class CacheOutcome
{
    hit,
    miss,
    stored,
    error,
    timeout,
    skipped
};

/// The counters of one platform. Get it once from Metrics::platform and keep the reference: counting is then an atomic
/// addition. Thread-safe.
class PlatformMetrics
{
public:
    virtual ~PlatformMetrics() = default;

    /// fingertip_messages_total; `command` is what Metrics::command gave.
    virtual void message(std::size_t command, Outcome outcome) = 0;
    /// fingertip_handle_seconds: from the first byte read to the answer handed to the socket.
    virtual void handled(std::chrono::nanoseconds time) = 0;
    /// fingertip_refused_total: not authentic, answered 403.
    virtual void refused(platforms::Cause cause) = 0;
    /// fingertip_duplicates_total: a delivery id seen before.
    virtual void duplicate() = 0;
    /// fingertip_dead_letters_total: authentic but unusable, kept aside.
    virtual void dead_letter(platforms::Cause cause) = 0;
    /// fingertip_clock_ahead_seconds: our clock minus the platform's stamp of the newest message, delivery included.
    virtual void set_clock_ahead(std::chrono::duration<double> difference) = 0;
};

/// Everything that /metrics shows. Label values come from closed sets given or known at the start; whatever else is
/// asked for counts as "other", so that nobody outside can make series, of which there are never 2,000. Thread-safe.
class Metrics
{
public:
    /// The closed sets that only the rest of the program knows.
    struct Names
    {
        std::vector<std::string> platforms{}; ///< configured names; the ninth and further ones count as "other"
        std::vector<std::string> commands{};  ///< first words of the table of commands
        std::string version{};
        std::string commit{};
    };

    explicit Metrics(Names names);
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// The counters of a platform, valid as long as this object. Looks the name up: not for every message.
    PlatformMetrics& platform(std::string_view name);
    /// The number of a command for PlatformMetrics::message; an unknown one is "other". A hash look-up.
    std::size_t command(std::string_view name) const;

    /// fingertip_http_total: one answer on the public port by status; 0: closed without an answer.
    void http(int status);
    /// fingertip_cache_total.
    void cache(CacheOutcome outcome);
    /// fingertip_token_requests_total: an attempt to get an access token, which the platform gave or not.
    void token(bool given);
    /// fingertip_commit_batch_units and fingertip_commit_seconds: one COMMIT of so many units.
    void commit(std::size_t units, std::chrono::nanoseconds time);

    void set_wal_bytes(std::size_t bytes);
    void set_outbox_pending(std::size_t rows);
    void set_breaker_open(bool open);
    void set_connections(std::size_t open);
    void set_queue_depth(std::size_t units);
    /// fingertip_disk_free_ratio: what the program may still fill of the disk that holds the database, 0 to 1.
    void set_disk_free(double ratio);

    /// fingertip_backup_age_seconds counts from this proven backup on; infinite until there is one.
    void backup_proven(std::chrono::sys_seconds taken_at);
    /// fingertip_backup_failures_total.
    void backup_failed();
    /// Sets what depends on the time of day; call it before text().
    void set_clock(std::chrono::sys_seconds now);

    /// All of it in Prometheus' text format (text/plain; version=0.0.4).
    std::string text() const;

private:
    struct Body;
    std::unique_ptr<Body> body_;
};

} // namespace fingertip::bot

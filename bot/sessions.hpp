#pragma once

#include "bot/metrics.hpp"
#include "bot/redis/redis_client.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fingertip::bot {

/// Who speaks from an account, and where the conversation stands.
struct ChatSession
{
    std::int64_t member_id = 0; ///< 0: not bound
    std::string dialogue;       ///< name of the open dialogue; empty: none
    std::string language;       ///< empty: not chosen
    bool waiting = false;       ///< something is kept for this person's next reply

    friend bool operator==(const ChatSession&, const ChatSession&) = default;
};

struct SessionsOptions
{
    std::size_t most = 100'000;                      ///< sessions in memory; the longest unused go first
    std::size_t most_bytes = 32U << 20;              ///< of memory, estimated
    std::chrono::milliseconds patience{20};          ///< how long a miss waits for Redis
    std::chrono::hours lifetime{48};                 ///< in Redis, since it was last remembered
    std::function<void(CacheOutcome)> on_cache = {}; ///< told how each use of Redis ended; empty: nobody counts
};

/// What find() came to, since the start.
struct SessionsCounts
{
    std::uint64_t memory = 0; ///< found in memory
    std::uint64_t redis = 0;  ///< found in Redis
    std::uint64_t absent = 0; ///< not found
    std::uint64_t spoilt = 0; ///< something was in Redis that we did not write, or an older version of us
};

/// A cache in front of the database: process memory, and Redis behind it when there is one, so that a restart or a
/// second node finds its sessions warm.
///
/// It is a guess and never a fact. It may be old (Redis rolled back, unreachable when something changed, another node),
/// so nothing is authorised from it and no write is decided by it: it only helps to choose between a read unit and a
/// write unit, and the unit loads everything again. Losing all of it loses nothing.
///
/// Change it after a commit, never inside a unit. Event-loop thread only; must outlive every find().
class Sessions
{
public:
    /// Makes printable text of a fixed length that cannot be computed, or undone, without a secret key: an HMAC in hex.
    using KeyedHash = std::function<std::string(std::string_view)>;

    /// `redis` may be null: memory only. `hash` is used for Redis alone, which sees no account id; it also seals the
    /// values, so that what somebody else put there, or what belongs to another account, counts as absent.
    Sessions(SessionsOptions options, KeyedHash hash, std::shared_ptr<RedisClient> redis = nullptr);

    /// What is known of an account. Immediate from memory; else asks Redis, at most `patience`. Empty: nothing known.
    boost::asio::awaitable<std::optional<ChatSession>> find(std::string platform, std::string account);

    /// Keeps what a commit has made true. Redis is told without waiting.
    void remember(std::string_view platform, std::string_view account, ChatSession session);

    /// Drops what is known, and keeps in mind that nothing is, as Redis may not have heard of it.
    void forget(std::string_view platform, std::string_view account);

    std::size_t size() const { return places_.size(); }
    /// Memory in use, estimated.
    std::size_t bytes() const { return bytes_; }
    const SessionsCounts& counts() const { return counts_; }

private:
    struct Entry
    {
        std::string key;
        std::optional<ChatSession> session; ///< empty: known to be absent
    };

    const Entry* look(const std::string& key);
    void keep(std::string key, std::optional<ChatSession> session);
    void drop(std::list<Entry>::iterator entry);
    void count(CacheOutcome outcome) const;
    void tell(std::vector<std::string> args);

    std::string redis_key(std::string_view platform, std::string_view account) const;
    std::string sealed(const std::string& key, const ChatSession& session) const;
    std::optional<ChatSession> opened(const std::string& key, const std::string& value) const;

    SessionsOptions options_;
    KeyedHash hash_;
    std::shared_ptr<RedisClient> redis_;
    std::list<Entry> entries_; ///< the latest used first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> places_;
    std::size_t bytes_ = 0;
    SessionsCounts counts_;
};

} // namespace fingertip::bot

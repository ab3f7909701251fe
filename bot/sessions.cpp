#include "bot/sessions.hpp"

#include "storage/json.hpp"

#include <cassert>
#include <utility>
#include <vector>

namespace fingertip::bot {
namespace {

namespace asio = boost::asio;
using storage::Json;
using storage::JsonWriter;

constexpr std::int64_t version = 1; // of the keys and of the values; raise it when either changes its meaning
constexpr std::size_t longest_value = 4096;
constexpr std::size_t entry_overhead = 192; // list and table nodes with their bookkeeping

std::string memory_key(std::string_view platform, std::string_view account)
{
    std::string key;
    key.reserve(platform.size() + 1 + account.size());
    key.append(platform).append(1, '\0').append(account);
    return key;
}

std::size_t weight(const std::string& key, const std::optional<ChatSession>& session)
{
    return entry_overhead + key.size() + (session ? session->dialogue.size() + session->language.size() : 0);
}

JsonWriter written(const ChatSession& session)
{
    JsonWriter writer;
    writer.object()
        .field("v", version)
        .field("member", session.member_id)
        .field("dialogue", session.dialogue)
        .field("language", session.language)
        .field("waiting", session.waiting);
    return writer;
}

} // namespace

Sessions::Sessions(SessionsOptions options, KeyedHash hash, std::shared_ptr<RedisClient> redis)
    : options_{std::move(options)}, hash_{std::move(hash)}, redis_{std::move(redis)}
{
    assert(hash_ || !redis_);
}

asio::awaitable<std::optional<ChatSession>> Sessions::find(std::string platform, std::string account)
{
    std::string key = memory_key(platform, account);
    if (const Entry* entry = look(key)) {
        ++(entry->session ? counts_.memory : counts_.absent);
        co_return entry->session;
    }
    if (!redis_ || !redis_->connected()) { // spares the hash
        if (redis_)
            count(CacheOutcome::skipped);
        ++counts_.absent;
        co_return std::nullopt;
    }
    const std::string place = redis_key(platform, account);
    std::vector<std::string> args{"GET", place};
    const auto until = std::chrono::steady_clock::now() + options_.patience;
    const RedisReply reply = co_await redis_->command(std::move(args), options_.patience);
    const bool in_time = std::chrono::steady_clock::now() < until;
    std::optional<ChatSession> session;
    if (reply.kind == RedisReply::Kind::text) {
        session = opened(place, reply.text);
        counts_.spoilt += session ? 0 : 1;
    }
    if (reply.kind == RedisReply::Kind::unavailable && !in_time)
        count(CacheOutcome::timeout);
    else if (reply.kind == RedisReply::Kind::nil)
        count(CacheOutcome::miss);
    else
        count(session ? CacheOutcome::hit : CacheOutcome::error);
    if (const Entry* entry = look(key)) { // remembered or forgotten meanwhile: that is newer
        ++(entry->session ? counts_.memory : counts_.absent);
        co_return entry->session;
    }
    ++(session ? counts_.redis : counts_.absent);
    if (session)
        keep(std::move(key), session);
    co_return session;
}

void Sessions::remember(std::string_view platform, std::string_view account, ChatSession session)
{
    if (redis_ && redis_->connected()) {
        const std::string place = redis_key(platform, account);
        const auto seconds = std::chrono::seconds{options_.lifetime}.count();
        tell({"SET", place, sealed(place, session), "EX", std::to_string(seconds)});
    } else if (redis_) {
        count(CacheOutcome::skipped);
    }
    keep(memory_key(platform, account), std::move(session));
}

void Sessions::forget(std::string_view platform, std::string_view account)
{
    if (redis_ && redis_->connected())
        tell({"DEL", redis_key(platform, account)});
    keep(memory_key(platform, account), std::nullopt);
}

/// Without waiting for the answer: what counts as stored is that it was sent.
void Sessions::tell(std::vector<std::string> args)
{
    count(redis_->send(std::move(args)) ? CacheOutcome::stored : CacheOutcome::skipped);
}

void Sessions::count(CacheOutcome outcome) const
{
    if (options_.on_cache)
        options_.on_cache(outcome);
}

const Sessions::Entry* Sessions::look(const std::string& key)
{
    const auto place = places_.find(key);
    if (place == places_.end())
        return nullptr;
    entries_.splice(entries_.begin(), entries_, place->second);
    return &entries_.front();
}

void Sessions::keep(std::string key, std::optional<ChatSession> session)
{
    if (const auto place = places_.find(key); place != places_.end())
        drop(place->second);
    bytes_ += weight(key, session);
    entries_.push_front({std::move(key), std::move(session)});
    places_.emplace(entries_.front().key, entries_.begin());
    while (!entries_.empty() && (entries_.size() > options_.most || bytes_ > options_.most_bytes))
        drop(std::prev(entries_.end()));
}

void Sessions::drop(std::list<Entry>::iterator entry)
{
    bytes_ -= weight(entry->key, entry->session);
    places_.erase(entry->key);
    entries_.erase(entry);
}

// The braces make everything of one account fall into one slot of a cluster.
std::string Sessions::redis_key(std::string_view platform, std::string_view account) const
{
    std::string key = "fingertip:v" + std::to_string(version) + ":{";
    key.append(platform).append("|").append(hash_(account)).append("}:session");
    return key;
}

std::string Sessions::sealed(const std::string& key, const ChatSession& session) const
{
    const std::string bare = written(session).end().take();
    return written(session).field("seal", hash_(key + '\n' + bare)).end().take();
}

std::optional<ChatSession> Sessions::opened(const std::string& key, const std::string& value) const
{
    const auto json = Json::parse(value, longest_value);
    if (!json || json->integer("v") != version)
        return std::nullopt;
    const auto member = json->integer("member");
    const auto dialogue = json->text("dialogue");
    const auto language = json->text("language");
    const auto waiting = json->boolean("waiting");
    if (!member || !dialogue || !language || !waiting)
        return std::nullopt;
    ChatSession session{*member, *dialogue, *language, *waiting};
    if (json->text("seal") != hash_(key + '\n' + written(session).end().take()))
        return std::nullopt;
    return session;
}

} // namespace fingertip::bot

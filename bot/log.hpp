#pragma once

#include "bot/config.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

/// One JSON object a line: time (UTC, milliseconds), level, event, then the fields in the order given. Everything is
/// escaped, so that no nickname can break a line, colour a terminal or turn the writing direction.
/// Never log what people wrote, names, tokens, secrets, queries of addresses, or ids that are not hashed().
/// All functions may be called on any thread; one line is one write().
namespace fingertip::bot::log {

/// A field beside the event: a short name of ours and a text, number or truth value.
class Field
{
public:
    Field(std::string_view name, std::string_view value) : name_{name}, value_{value} {}
    Field(std::string_view name, const std::string& value) : name_{name}, value_{std::string_view{value}} {}
    Field(std::string_view name, const char* value) : name_{name}, value_{std::string_view{value}} {}
    Field(std::string_view name, bool value) : name_{name}, value_{value} {}
    Field(std::string_view name, double value) : name_{name}, value_{value} {}
    template<class Integer>
        requires std::is_integral_v<Integer>
    Field(std::string_view name, Integer value) : name_{name}, value_{static_cast<long long>(value)}
    {
    }

    std::string_view name() const { return name_; }
    const std::variant<std::string_view, long long, double, bool>& value() const { return value_; }

private:
    std::string_view name_; ///< views: a field lives as long as the call that it is an argument of
    std::variant<std::string_view, long long, double, bool> value_;
};

using Fields = std::initializer_list<Field>;

void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warning(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

/// The same event as a warning at most once in `every`; the next one says how many were left out ("suppressed").
/// `event` is one of ours, never made of what came from outside.
void warning_at_most(std::chrono::seconds every, std::string_view event, Fields fields = {});

/// An id of a person or conversation as 16 hex digits: equal ids look equal in one installation's log, and cannot be
/// guessed back or compared with another installation's. SipHash-2-4 under the key of start().
std::string hashed(std::string_view id);

/// What kind of exception it is: its type, and the number of a system's error. Never what it says, which may be what
/// somebody wrote.
std::string cause(const std::exception& failure);

struct Options
{
    LogLevel level = LogLevel::info;
    std::filesystem::path file{};        ///< empty: standard error
    std::array<unsigned char, 16> key{}; ///< for hashed(); all zero: a random one of this process
};

/// Call it before there are other threads. Until then lines go to standard error from info upward. Throws
/// std::runtime_error when the file cannot be opened.
void start(const Options& options);

void set_level(LogLevel level);

/// Opens the file again, for rotation: what was renamed keeps every line written so far, and no line is lost or split.
/// False: it cannot be opened, and the old one stays in use.
bool reopen();

/// One line without its end, as the functions above write it (for tests).
std::string line(std::chrono::sys_time<std::chrono::milliseconds> time, std::string_view level, std::string_view event,
                 Fields fields);

/// Remembers when an event was last let through. Thread-safe; knows at most 256 events (more share one memory).
class Throttle
{
public:
    /// Empty: keep quiet. Else how many were kept quiet since the last one that was let through.
    std::optional<std::uint64_t> admit(std::string_view event, std::chrono::seconds every,
                                       std::chrono::steady_clock::time_point now);

private:
    struct Seen
    {
        std::chrono::steady_clock::time_point next{};
        std::uint64_t suppressed = 0;
    };
    std::mutex mutex_;
    std::unordered_map<std::string, Seen> seen_;
};

/// SipHash-2-4 of a text under a 16-byte key (Aumasson and Bernstein, 2012).
std::uint64_t siphash(const std::array<unsigned char, 16>& key, std::string_view text);

} // namespace fingertip::bot::log

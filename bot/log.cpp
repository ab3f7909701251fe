#include "bot/log.hpp"

#include "bot/log_lines.hpp"

#include <boost/system/system_error.hpp>
#include <openssl/rand.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <typeinfo>

namespace fingertip::bot::log {
namespace {

constexpr const char* our_name = "fingertip"; ///< the logger whose payload is JSON already

const char* name_of(spdlog::level::level_enum level)
{
    switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
        return "debug";
    case spdlog::level::warn:
        return "warning";
    case spdlog::level::err:
    case spdlog::level::critical:
        return "error";
    default:
        return "info";
    }
}

spdlog::level::level_enum level_of(LogLevel level)
{
    switch (level) {
    case LogLevel::debug:
        return spdlog::level::debug;
    case LogLevel::warning:
        return spdlog::level::warn;
    case LogLevel::error:
        return spdlog::level::err;
    case LogLevel::info:
        break;
    }
    return spdlog::level::info;
}

/// Time and level before what we made ourselves; whatever another logger says is escaped into one event.
class JsonFormatter final : public spdlog::formatter
{
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override
    {
        std::string text;
        const auto time = std::chrono::time_point_cast<std::chrono::milliseconds>(message.time);
        append_head(text, time, name_of(message.level));
        const std::string_view payload{message.payload.data(), message.payload.size()};
        if (std::string_view{message.logger_name.data(), message.logger_name.size()} == our_name)
            text += payload;
        else
            append_body(text, "library", {{"text", payload}});
        text += "}\n";
        out.append(text.data(), text.data() + text.size());
    }
    std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonFormatter>(); }
};

/// One write() a line to a descriptor in append mode, which is what keeps lines whole across rotation.
class LineSink final : public spdlog::sinks::base_sink<std::mutex>
{
public:
    ~LineSink() override { close(); }

    bool open(const std::filesystem::path& file)
    {
        const auto fresh =
            file.empty() ? STDERR_FILENO : ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
        if (fresh < 0)
            return false;
        const std::lock_guard lock{mutex_};
        close();
        descriptor_ = fresh;
        file_ = file;
        return true;
    }

    bool reopen()
    {
        std::filesystem::path file;
        {
            const std::lock_guard lock{mutex_};
            file = file_;
        }
        return file.empty() || open(file);
    }

private:
    void close()
    {
        if (descriptor_ > STDERR_FILENO)
            ::close(descriptor_);
    }

    void sink_it_(const spdlog::details::log_msg& message) override
    {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        for (std::size_t done = 0; done < line.size();) {
            const auto written = ::write(descriptor_, line.data() + done, line.size() - done);
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                return; // a full disk must not stop the bot; metrics and readiness tell of it
            done += static_cast<std::size_t>(written);
        }
    }

    void flush_() override {}

    int descriptor_ = STDERR_FILENO;
    std::filesystem::path file_;
};

struct Log
{
    std::shared_ptr<LineSink> sink = std::make_shared<LineSink>();
    spdlog::logger logger{our_name, sink};
    std::array<unsigned char, 16> key{};
    Throttle throttle;

    Log()
    {
        sink->set_formatter(std::make_unique<JsonFormatter>());
        random_key();
        // A library, or we ourselves by mistake, may use spdlog's own functions: same sink, same escaping.
        spdlog::set_default_logger(std::make_shared<spdlog::logger>("", sink));
    }

    void random_key() { RAND_bytes(key.data(), static_cast<int>(key.size())); }
};

/// The only state of the whole process: where lines go. Never destroyed, since threads may log until the last moment.
Log& the_log()
{
    static auto& log = *new Log;
    return log;
}

void write(spdlog::level::level_enum level, std::string_view event, Fields fields, std::uint64_t suppressed = 0)
{
    auto& logger = the_log().logger;
    if (!logger.should_log(level))
        return;
    std::string body;
    append_body(body, event, fields);
    if (suppressed > 0)
        append_field(body, {"suppressed", suppressed});
    logger.log(level, spdlog::string_view_t{body.data(), body.size()});
}

} // namespace

void debug(std::string_view event, Fields fields)
{
    write(spdlog::level::debug, event, fields);
}
void info(std::string_view event, Fields fields)
{
    write(spdlog::level::info, event, fields);
}
void warning(std::string_view event, Fields fields)
{
    write(spdlog::level::warn, event, fields);
}
void error(std::string_view event, Fields fields)
{
    write(spdlog::level::err, event, fields);
}

void warning_at_most(std::chrono::seconds every, std::string_view event, Fields fields)
{
    if (const auto suppressed = the_log().throttle.admit(event, every, std::chrono::steady_clock::now()))
        write(spdlog::level::warn, event, fields, *suppressed);
}

std::string hashed(std::string_view id)
{
    auto value = siphash(the_log().key, id);
    std::string hex(16, '0');
    for (auto digit = hex.rbegin(); digit != hex.rend(); ++digit, value >>= 4)
        *digit = "0123456789abcdef"[value & 15];
    return hex;
}

std::string cause(const std::exception& failure)
{
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> readable{
        abi::__cxa_demangle(typeid(failure).name(), nullptr, nullptr, &status), &std::free};
    std::string words = readable ? readable.get() : typeid(failure).name();
    const auto add = [&words](const auto& code) {
        words += std::string{" "} + code.category().name() + ":" + std::to_string(code.value());
    };
    if (const auto* error = dynamic_cast<const std::system_error*>(&failure))
        add(error->code());
    else if (const auto* theirs = dynamic_cast<const boost::system::system_error*>(&failure))
        add(theirs->code());
    return words;
}

void start(const Options& options)
{
    auto& log = the_log();
    if (!log.sink->open(options.file))
        throw std::runtime_error{options.file.string() + ": the log cannot be written: " + std::strerror(errno) +
                                 "; [log] file names another, \"\" means standard error"};
    set_level(options.level);
    if (options.key == std::array<unsigned char, 16>{})
        log.random_key();
    else
        log.key = options.key;
}

void set_level(LogLevel level)
{
    the_log().logger.set_level(level_of(level));
    spdlog::default_logger_raw()->set_level(level_of(level));
}

bool reopen()
{
    return the_log().sink->reopen();
}

std::string line(std::chrono::sys_time<std::chrono::milliseconds> time, std::string_view level, std::string_view event,
                 Fields fields)
{
    std::string text;
    append_head(text, time, level);
    append_body(text, event, fields);
    return text + '}';
}

std::optional<std::uint64_t> Throttle::admit(std::string_view event, std::chrono::seconds every,
                                             std::chrono::steady_clock::time_point now)
{
    const std::lock_guard lock{mutex_};
    auto key = std::string{event};
    if (seen_.size() >= 256 && !seen_.contains(key))
        key.clear();
    const auto [place, fresh] = seen_.try_emplace(key);
    auto& seen = place->second;
    if (!fresh && now < seen.next) {
        ++seen.suppressed;
        return std::nullopt;
    }
    seen.next = now + every;
    return std::exchange(seen.suppressed, 0);
}

} // namespace fingertip::bot::log

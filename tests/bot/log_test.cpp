#include "bot/log.hpp"
#include "bot/operations/data_key.hpp"
#include "storage/json.hpp"

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>
#include <vector>

using namespace fingertip;
using namespace fingertip::bot;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

constexpr std::chrono::sys_time<std::chrono::milliseconds> moment{1'714'550'400'007ms}; // 2024-05-01T08:00:00.007Z

/// A log file of its own; standard error again afterwards.
class LogFile
{
public:
    LogFile() : path_{std::filesystem::temp_directory_path() / ("fingertip-log-" + std::to_string(getpid()) + ".json")}
    {
        std::filesystem::remove(path_);
        log::start({.level = LogLevel::info, .file = path_, .key = {1, 2, 3}});
    }
    ~LogFile()
    {
        log::start({});
        std::filesystem::remove(path_);
    }

    const std::filesystem::path& path() const { return path_; }
    static std::vector<std::string> lines_of(const std::filesystem::path& path)
    {
        std::vector<std::string> lines;
        std::ifstream in{path};
        for (std::string line; std::getline(in, line);)
            lines.push_back(line);
        return lines;
    }
    std::vector<std::string> lines() const { return lines_of(path_); }

private:
    std::filesystem::path path_;
};

storage::Json parsed(const std::string& line)
{
    auto document = storage::Json::parse(line);
    CAPTURE(line);
    REQUIRE(document);
    REQUIRE(document->is_object());
    return *document;
}

} // namespace

TEST_CASE("a line has time, level, event and the fields in order", "[bot][log]")
{
    CHECK(log::line(moment, "info", "message",
                    {{"platform", "wechat-main"}, {"command", "签到"}, {"ms", 3}, {"share", 0.5}, {"tapped", true}}) ==
          R"({"time":"2024-05-01T08:00:00.007Z","level":"info","event":"message","platform":"wechat-main",)"
          R"("command":"签到","ms":3,"share":0.5,"tapped":true})");
}

TEST_CASE("nothing in a value can break a line or command a terminal", "[bot][log]")
{
    const auto [value, shown] = GENERATE(table<std::string, std::string>({
        {"a\"b\\c", R"(a\"b\\c)"},
        {"one\r\ntwo\t", R"(one\u000d\u000atwo\u0009)"},
        {std::string{"nul\0in", 6}, R"(nul\u0000in)"},
        {"\x1B[31mred\x7F", R"(\u001b[31mred\u007f)"},
        {"\xC2\x9B", R"(\u009b)"}, // CSI of C1
        {"\xE2\x80\xAE"
         "evil",
         R"(\u202eevil)"},                               // right-to-left override
        {"\xE2\x81\xA6", R"(\u2066)"},                   // isolate
        {"\xE2\x80\xA8\xE2\x80\xA9", R"(\u2028\u2029)"}, // line and paragraph separators
        {"\xF3\xA0\x81\x81", R"(\udb40\udc41)"},         // an invisible tag letter, beyond the BMP
        {"bad\xFF\xC0\x80", R"(bad\ufffd\ufffd\ufffd)"}, // not UTF-8
        {"\xED\xA0\x80", R"(\ufffd\ufffd\ufffd)"},       // a lone surrogate
        {"李梅😀", "李梅😀"},
    }));
    const auto line = log::line(moment, "info", value, {{"x", value}});
    CHECK_THAT(line, Contains("\"x\":\"" + shown + "\"}"));
    if (value.find('\0') == std::string::npos) { // which our own reader refuses
        const auto document = parsed(line);
        CHECK(document.text("event") == document.text("x"));
    }
}

TEST_CASE("a number that JSON has no word for is null", "[bot][log]")
{
    CHECK(parsed(log::line(moment, "info", "e", {{"x", 0.0 / 0.0}})).at("x")->is_null());
    CHECK(parsed(log::line(moment, "info", "e", {{"x", 1e300}})).real("x") == 1e300);
}

TEST_CASE("SipHash agrees with its published vectors", "[bot][log]")
{
    std::array<unsigned char, 16> key{};
    for (unsigned i = 0; i < key.size(); ++i)
        key[i] = static_cast<unsigned char>(i);
    std::string text;
    for (char c = 0; c < 15; ++c)
        text += c;
    CHECK(log::siphash(key, text) == 0xa129ca6149be45e5U);
    CHECK(log::siphash(key, "") == 0x726fdb47dd0e0e31U);
    CHECK(log::siphash(key, text.substr(0, 8)) == 0x93f5f5799a932462U);
}

TEST_CASE("a hashed id is stable under one key and another under another", "[bot][log]")
{
    log::start({.key = {1}});
    const auto first = log::hashed("o6_bmjrPTlm6_2sgVt7hMZOPfL2M");
    CHECK(first.size() == 16);
    CHECK(first.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(log::hashed("o6_bmjrPTlm6_2sgVt7hMZOPfL2M") == first);
    CHECK(log::hashed("o6_bmjrPTlm6_2sgVt7hMZOPfL2N") != first);
    log::start({.key = {2}});
    CHECK(log::hashed("o6_bmjrPTlm6_2sgVt7hMZOPfL2M") != first);
    log::start({});
    const auto random = log::hashed("x");
    log::start({});
    CHECK(log::hashed("x") != random);
}

TEST_CASE("lines below the level are not written", "[bot][log]")
{
    const LogFile file;
    log::debug("unseen");
    log::info("seen");
    log::set_level(LogLevel::warning);
    log::info("unseen");
    log::warning("seen");
    log::error("seen", {{"reason", "broken"}});
    const auto lines = file.lines();
    REQUIRE(lines.size() == 3);
    CHECK(parsed(lines[0]).text("level") == "info");
    CHECK(parsed(lines[1]).text("level") == "warning");
    CHECK(parsed(lines[2]).text("level") == "error");
    CHECK(parsed(lines[2]).text("reason") == "broken");
    for (const auto& line : lines)
        CHECK(parsed(line).text("event") == "seen");
}

TEST_CASE("what a library says by itself is escaped too", "[bot][log]")
{
    const LogFile file;
    spdlog::warn("two\nlines \"quoted\"");
    const auto lines = file.lines();
    REQUIRE(lines.size() == 1);
    CHECK(parsed(lines[0]).text("event") == "library");
    CHECK(parsed(lines[0]).text("text") == "two\nlines \"quoted\"");
}

TEST_CASE("rotation under load loses and splits no line", "[bot][log]")
{
    const LogFile file;
    constexpr int threads = 3;
    constexpr int lines_each = 2'000;
    constexpr int rotations = 20;
    std::vector<std::filesystem::path> rotated;
    {
        std::vector<std::jthread> writers;
        for (int t = 0; t < threads; ++t)
            writers.emplace_back([t] {
                for (int i = 0; i < lines_each; ++i)
                    log::info("line", {{"thread", t}, {"number", i}, {"padding", std::string(200, 'x')}});
            });
        for (int i = 0; i < rotations; ++i) {
            const auto old = std::filesystem::path{file.path().string() + '.' + std::to_string(i)};
            std::filesystem::rename(file.path(), old);
            rotated.push_back(old);
            REQUIRE(log::reopen());
        }
    }
    std::vector<std::vector<int>> seen(threads);
    rotated.push_back(file.path());
    for (const auto& path : rotated) {
        for (const auto& line : LogFile::lines_of(path)) {
            const auto document = parsed(line);
            seen[static_cast<std::size_t>(*document.integer("thread"))].push_back(
                static_cast<int>(*document.integer("number")));
        }
        if (path != file.path())
            std::filesystem::remove(path);
    }
    for (const auto& numbers : seen) {
        CHECK(numbers.size() == lines_each);
        CHECK(std::ranges::is_sorted(numbers));
    }
}

TEST_CASE("a file that cannot be opened is told at the start, and keeps the old one at a rotation", "[bot][log]")
{
    CHECK_THROWS_WITH(log::start({.file = "/nonexistent/bot.log"}), Contains("[log] file"));
    const auto folder = std::filesystem::temp_directory_path() / ("fingertip-logs-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder / "a");
    log::start({.file = folder / "a" / "bot.log"});
    std::filesystem::rename(folder / "a", folder / "b");
    CHECK_FALSE(log::reopen());
    log::info("still here");
    log::start({});
    CHECK(LogFile::lines_of(folder / "b" / "bot.log").size() == 1);
    std::filesystem::remove_all(folder);
}

TEST_CASE("a repeated warning is let through once in its time and counts the rest", "[bot][log]")
{
    log::Throttle throttle;
    const std::chrono::steady_clock::time_point start{};
    CHECK(throttle.admit("cache gone", 10s, start) == 0U);
    CHECK_FALSE(throttle.admit("cache gone", 10s, start + 1s));
    CHECK_FALSE(throttle.admit("cache gone", 10s, start + 9s));
    CHECK(throttle.admit("other", 10s, start + 9s) == 0U);
    CHECK(throttle.admit("cache gone", 10s, start + 10s) == 2U);
    CHECK_FALSE(throttle.admit("cache gone", 10s, start + 11s));
    CHECK(throttle.admit("cache gone", 10s, start + 30s) == 1U);
}

TEST_CASE("however many different events there are, the throttle stays small and keeps throttling", "[bot][log]")
{
    log::Throttle throttle;
    const std::chrono::steady_clock::time_point start{};
    int passed = 0;
    for (int i = 0; i < 10'000; ++i)
        passed += throttle.admit("event " + std::to_string(i), 10s, start).has_value() ? 1 : 0;
    CHECK(passed == 257);
}

TEST_CASE("a throttled warning says how many were left out", "[bot][log]")
{
    const LogFile file;
    for (int i = 0; i < 5; ++i)
        log::warning_at_most(3600s, "repeated in this test");
    log::warning_at_most(0s, "again and again in this test");
    log::warning_at_most(0s, "again and again in this test");
    CHECK(file.lines().size() == 3);
}

TEST_CASE("a data key is made once, read back, and told by its fingerprint", "[bot][data_key]")
{
    const auto folder = std::filesystem::temp_directory_path() / ("fingertip-key-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const auto file = folder / "fingertip.key";
    CHECK_THROWS_WITH(DataKey::read(file), Contains("fingertip init"));

    const auto made = DataKey::create(file);
    CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::all) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    CHECK(std::filesystem::file_size(file) == 45);
    const auto read = DataKey::read(file);
    CHECK(std::ranges::equal(made.bytes(), read.bytes()));
    CHECK(made.fingerprint() == read.fingerprint());
    CHECK(made.fingerprint().size() == 8);
    CHECK_THROWS_WITH(DataKey::create(file), Contains("never overwritten"));
    CHECK(DataKey::read(file).fingerprint() == made.fingerprint());

    std::filesystem::permissions(file, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
    CHECK_THROWS_WITH(DataKey::read(file), Contains("chmod 600 " + file.string()));
    std::filesystem::remove_all(folder);
}

TEST_CASE("only 32 bytes in base64 are a data key", "[bot][data_key]")
{
    const auto file = std::filesystem::temp_directory_path() / ("fingertip-badkey-" + std::to_string(getpid()));
    const auto holding = [&](const std::string& text) {
        std::ofstream{file} << text;
        std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        return DataKey::read(file).fingerprint();
    };
    // SHA-256 of 32 zero bytes starts with 66687aad.
    CHECK(holding("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") == "66687aad");
    CHECK(holding("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n") == "66687aad");
    for (const auto* bad :
         {"", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", "not base64 at all, is it? no, it is a sentence",
          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!AA=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
        CHECK_THROWS_WITH(holding(bad), Contains("not a data key"));
    std::filesystem::remove(file);
}

TEST_CASE("random words are letters and digits of the length asked, and differ", "[bot][data_key]")
{
    const auto word = random_word(43);
    CHECK(word.size() == 43);
    CHECK(std::ranges::all_of(word, [](unsigned char c) { return std::isalnum(c) != 0; }));
    CHECK(random_word(43) != word);
    CHECK(random_word(0).empty());
}

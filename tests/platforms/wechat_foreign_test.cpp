#include "bot/platforms/envelope_crypto.hpp"
#include "storage/json.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <vector>

#include <unistd.h>

using namespace fingertip::bot::platforms;
using fingertip::storage::Json;

namespace {

using Fields = std::vector<std::pair<const char*, std::string>>;

std::string json(const Fields& fields)
{
    fingertip::storage::JsonWriter writer;
    writer.object();
    for (const auto& [name, value] : fields)
        writer.field(name, value);
    return writer.end().take();
}

/// The answers of somebody else's program to our lines.
std::vector<Json> ask_node(const std::vector<std::string>& lines)
{
    const auto folder = std::filesystem::temp_directory_path() / ("fingertip-foreign-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const auto in = folder / "in", out = folder / "out";
    {
        std::ofstream file{in, std::ios::binary};
        for (const auto& line : lines)
            file << line << '\n';
    }
    const auto command = "node --no-deprecation '" FINGERTIP_SOURCE_DIR "/tests/foreign/wechat_crypto.cjs' <'" +
                         in.string() + "' >'" + out.string() + "'";
    const int status = std::system(command.c_str());
    std::vector<Json> answers;
    std::ifstream file{out, std::ios::binary};
    for (std::string line; std::getline(file, line);)
        answers.push_back(Json::parse(line).value());
    std::filesystem::remove_all(folder);
    REQUIRE(status == 0);
    REQUIRE(answers.size() == lines.size());
    return answers;
}

struct Job
{
    std::string token, key, id, timestamp, nonce, message, sealed;
};

} // namespace

TEST_CASE("npm's wechat-crypto opens what we seal, and we open what it seals", "[platforms][foreign]")
{
    if (!std::filesystem::exists(FINGERTIP_SOURCE_DIR "/tests/foreign/node_modules/wechat-crypto")) {
        if (std::getenv("FINGERTIP_REQUIRE_FOREIGN"))
            FAIL("wechat-crypto is not installed: npm ci in tests/foreign");
        WARN("skipped: wechat-crypto is not installed (npm ci in tests/foreign)");
        return;
    }
    const auto seed = std::random_device{}();
    std::mt19937 dice{seed};
    INFO("seed " << seed);
    const auto letters = [&](std::size_t count, std::string_view from) {
        std::string text;
        while (text.size() < count)
            text += from[dice() % from.size()];
        return text;
    };
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const std::vector<std::string> characters{"a", "Z",  "0",  " ",  "\n",     "<",   "]]>",
                                              "é", "好", "😀", "𠮷", "\u202E", "\x01"};

    constexpr std::size_t count = 500;
    std::vector<Job> jobs;
    std::vector<std::string> lines;
    std::vector<bool> remainders(32);
    for (std::size_t i = 0; i < count; ++i) {
        Job job{.token = letters(3 + dice() % 30, alphabet),
                .key = letters(43, alphabet),
                .id = "wx" + letters(16, "0123456789abcdef"),
                .timestamp = "1" + letters(9, "0123456789"),
                .nonce = letters(1 + dice() % 16, alphabet),
                .message = {},
                .sealed = {}};
        const std::size_t size = i < 130 ? i : dice() % 3000; // every length around the padding's block, then any
        while (job.message.size() < size) {
            const auto& character = characters[dice() % characters.size()];
            job.message += job.message.size() + character.size() <= size ? character : "x";
        }
        remainders[(20 + job.message.size() + job.id.size()) % 32] = true;
        const EnvelopeCrypto ours{job.token, job.key, job.id};
        job.sealed = ours.seal(job.message, random16());
        lines.push_back(json({{"dir", "open"},
                              {"token", job.token},
                              {"key", job.key},
                              {"id", job.id},
                              {"timestamp", job.timestamp},
                              {"nonce", job.nonce},
                              {"encrypted", job.sealed}}));
        lines.push_back(json({{"dir", "seal"},
                              {"token", job.token},
                              {"key", job.key},
                              {"id", job.id},
                              {"timestamp", job.timestamp},
                              {"nonce", job.nonce},
                              {"message", job.message}}));
        jobs.push_back(std::move(job));
    }
    REQUIRE(std::find(remainders.begin(), remainders.end(), false) == remainders.end());

    const auto answers = ask_node(lines);
    for (std::size_t i = 0; i < count; ++i) {
        const auto& job = jobs[i];
        INFO(job.message.size());
        const EnvelopeCrypto ours{job.token, job.key, job.id};
        REQUIRE(answers[2 * i].text("message") == job.message);
        REQUIRE(answers[2 * i].text("id") == job.id);
        REQUIRE(ours.signature_matches(answers[2 * i].text("signature").value(), job.timestamp, job.nonce, job.sealed));
        const auto theirs = answers[2 * i + 1].text("encrypted").value();
        REQUIRE(ours.open(theirs) == job.message);
        REQUIRE(ours.sign(job.timestamp, job.nonce, theirs) == answers[2 * i + 1].text("signature"));
    }
}

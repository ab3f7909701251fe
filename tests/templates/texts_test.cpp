#include "templates/texts.hpp"

#include "templates/embedded.hpp"

#include <catch2/catch.hpp>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

namespace fingertip::templates {
extern const EmbeddedFiles embedded_texts;
}

using namespace fingertip::templates;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// A directory of overriding texts that goes away again.
class Directory
{
public:
    Directory() : path_{fs::temp_directory_path() / ("fingertip-texts-" + std::to_string(::getpid()))}
    {
        fs::remove_all(path_);
        fs::create_directories(path_ / "zh-CN");
        fs::create_directories(path_ / "en");
    }
    ~Directory() { fs::remove_all(path_); }

    void write(const std::string& name, std::string_view content) const { std::ofstream{path_ / name} << content; }
    std::string path() const { return path_.string(); }

private:
    fs::path path_;
};

std::string refusal(const Directory& directory)
{
    try {
        Texts::load(directory.path());
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

/// Texts that are longer than one screen of a phone on purpose; everything else stays below 600 bytes.
constexpr std::string_view long_texts[] = {"privacy_notice"};

} // namespace

TEST_CASE("every text is there in both languages with the same placeholders", "[templates][texts]")
{
    const auto texts = Texts::load();
    REQUIRE(std::size(text_names) > 0);
    for (std::size_t i = 0; i < std::size(text_names); ++i) {
        CAPTURE(text_names[i]);
        const auto id = static_cast<Text>(i);
        CHECK(texts->placeholders(Language::zh, id) == texts->placeholders(Language::en, id));
    }
}

TEST_CASE("a text fits on a phone unless it is listed as long", "[templates][texts]")
{
    std::size_t seen = 0;
    for (const auto& file : embedded_texts)
        for (const auto& [key, node] : toml::parse(file.text)) {
            ++seen;
            const std::string_view name = key.str();
            CAPTURE(file.name, name);
            if (std::find(std::begin(long_texts), std::end(long_texts), name) == std::end(long_texts))
                CHECK(node.as_string()->get().size() <= 600);
        }
    CHECK(seen == 2 * std::size(text_names));
}

TEST_CASE("a text is filled in the language asked for", "[templates][texts]")
{
    const auto texts = Texts::load();
    CHECK_THAT(texts->fill(Language::zh, Text::did_you_mean, {{"word", "签到"}}), Contains("签到") && Contains("您"));
    CHECK_THAT(texts->fill(Language::en, Text::did_you_mean, {{"word", "签到"}}), Contains("签到") && Contains("mean"));
}

SCENARIO("an installation says things its own way", "[templates][texts]")
{
    const Directory directory;
    GIVEN("a file that overrides one text in one language")
    {
        directory.write("zh-CN/own.toml", "did_you_mean = \"\"\"\n要的是\n{{word}}吧?\n\"\"\"\n");
        const auto texts = Texts::load(directory.path());
        THEN("that text is used, without the line break at its end, and all others stay")
        {
            CHECK(texts->fill(Language::zh, Text::did_you_mean, {{"word", "签到"}}) == "要的是\n签到吧?");
            CHECK(texts->fill(Language::en, Text::did_you_mean, {{"word", "x"}}) ==
                  Texts::load()->fill(Language::en, Text::did_you_mean, {{"word", "x"}}));
            CHECK(texts->fill(Language::zh, Text::system_busy) == Texts::load()->fill(Language::zh, Text::system_busy));
        }
    }
    GIVEN("a directory without texts")
    {
        THEN("nothing changes")
        {
            CHECK_NOTHROW(Texts::load(directory.path()));
        }
    }
    GIVEN("a directory that is not there")
    {
        THEN("loading stops")
        {
            CHECK_THROWS_WITH(Texts::load(directory.path() + "/no"), Contains("no directory"));
        }
    }
    GIVEN("a file with a mistake")
    {
        const auto [content, line, why] = GENERATE(table<std::string, std::string, std::string>({
            {"\nsystem_busy = \"{{name}}\"", ":2:", "it uses: name"},
            {"did_you_mean = \"no placeholder\"", ":1:", "exactly these placeholders: word"},
            {"did_you_mean = \"{{#word}}section{{/word}}\"", ":1:", "exactly these"},
            {"# a remark\n\nno_such_text = \"x\"", ":3:", "no text called no_such_text"},
            {"system_busy = 3", ":1:", "must be a text"},
            {"[section]\nsystem_busy = \"x\"", ":1:", "no text called section"},
            {"system_busy = \"x\nsystem_busy", ":1:", ""},
            {"system_busy = \"x\"\nsystem_busy = \"y\"", ":2:", ""},
            {"system_busy = \"{{\"", ":1:", "without }}"},
            {"\nsystem_busy = \"⟦x\"", ":2:", "⟦ without ⟧"},
        }));
        directory.write("en/own.toml", content);
        CAPTURE(content);
        THEN("loading stops and names file, line and reason")
        {
            const auto said = refusal(directory);
            CHECK_THAT(said, Contains("en/own.toml" + line) && Contains(why));
        }
    }
    GIVEN("two files that give the same text")
    {
        directory.write("en/a.toml", "system_busy = \"x\"");
        directory.write("en/b.toml", "system_busy = \"y\"");
        THEN("loading stops")
        {
            CHECK_THAT(refusal(directory), Contains("b.toml:1:") && Contains("twice"));
        }
    }
}

TEST_CASE("threads share texts", "[templates][texts]")
{
    const auto texts = Texts::load();
    const auto expected = texts->fill(Language::zh, Text::did_you_mean, {{"word", "签到"}});
    std::array<int, 4> wrong{};
    std::vector<std::thread> threads;
    for (auto& count : wrong)
        threads.emplace_back([&] {
            for (int i = 0; i < 2000; ++i)
                count += texts->fill(Language::zh, Text::did_you_mean, {{"word", "签到"}}) != expected;
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(wrong == std::array<int, 4>{});
}

TEST_CASE("an English sentence offers words that its reader can type", "[templates][texts]")
{
    // A sign for any word, and the way back to Chinese.
    const std::vector<std::string> not_ascii{"⟦…⟧", "⟦settings language 中文⟧"};
    std::size_t seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator{std::string{FINGERTIP_SOURCE_DIR} + "/templates/en"}) {
        std::ifstream in{entry.path()};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        for (auto at = text.find("⟦"); at != std::string::npos; at = text.find("⟦", at + 1)) {
            const auto word = text.substr(at, text.find("⟧", at) + 3 - at);
            const auto inside = word.substr(3, word.size() - 6);
            ++seen;
            if (std::find(not_ascii.begin(), not_ascii.end(), word) != not_ascii.end())
                continue;
            INFO(entry.path().filename().string() << ": " << word);
            CHECK(std::all_of(inside.begin(), inside.end(), [](unsigned char c) { return c < 0x80; }));
        }
    }
    CHECK(seen > 100);
}

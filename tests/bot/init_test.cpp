#include "bot/config.hpp"
#include "bot/operations/data_key.hpp"
#include "bot/operations/fresh_installation.hpp"

#include <catch2/catch.hpp>

#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace fingertip::bot;
using Catch::Matchers::Contains;

namespace {

struct Ran
{
    int exit = -1;
    std::string said; ///< both outputs
};

/// Runs the program by the shell, as an operator would.
Ran run(const std::string& words, const std::string& input = "/dev/null")
{
    Ran ran;
    auto* pipe = popen((FINGERTIP_PROGRAM " " + words + " 2>&1 <" + input).c_str(), "r");
    REQUIRE(pipe);
    char buffer[4096];
    for (std::size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
        ran.said.append(buffer, got);
    const int status = pclose(pipe);
    ran.exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ran;
}

/// The same on a terminal, typing each answer after the question whose text is given with it.
Ran type(const std::vector<std::string>& words, const std::vector<std::pair<std::string, std::string>>& answers)
{
    int terminal = -1;
    const auto child = forkpty(&terminal, nullptr, nullptr, nullptr);
    REQUIRE(child >= 0);
    if (child == 0) {
        std::vector<char*> argv{const_cast<char*>(FINGERTIP_PROGRAM)};
        for (const auto& word : words)
            argv.push_back(const_cast<char*>(word.c_str()));
        argv.push_back(nullptr);
        execv(FINGERTIP_PROGRAM, argv.data());
        _exit(127);
    }
    Ran ran;
    auto next = answers.begin();
    std::size_t seen = 0;
    char buffer[4096];
    for (ssize_t got = 0; (got = read(terminal, buffer, sizeof buffer)) > 0;) {
        ran.said.append(buffer, static_cast<std::size_t>(got));
        while (next != answers.end() && ran.said.find(next->first, seen) != std::string::npos) {
            seen = ran.said.find(next->first, seen) + next->first.size();
            const auto line = next++->second + '\n';
            CHECK(write(terminal, line.data(), line.size()) == static_cast<ssize_t>(line.size()));
        }
    }
    int status = 0;
    waitpid(child, &status, 0);
    close(terminal);
    CHECK(next == answers.end());
    ran.exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ran;
}

/// A folder that is gone afterwards.
struct Folder
{
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("fingertip-init-" + std::to_string(getpid()));
    Folder() { std::filesystem::remove_all(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string operator/(const char* name) const { return (path / name).string(); }
};

std::string contents(const std::string& file)
{
    std::ifstream in{file};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

int mode(const std::string& file)
{
    struct stat status{};
    REQUIRE(stat(file.c_str(), &status) == 0);
    return static_cast<int>(status.st_mode & 0777);
}

} // namespace

SCENARIO("an operator makes an installation with flags", "[bot][cli][init]")
{
    const Folder folder;
    GIVEN("init with an address and an AppID")
    {
        const auto made = run("init --dir " + folder.path.string() +
                              " --public-url https://bot.example.org/ --app-id wx0123456789abcdef");
        CAPTURE(made.said);
        REQUIRE(made.exit == 0);
        THEN("configuration and key are private, and what comes next is said")
        {
            CHECK(mode(folder / "fingertip.toml") == 0600);
            CHECK(mode(folder / "fingertip.key") == 0600);
            CHECK(mode(folder.path.string()) == 0700);
            CHECK_THAT(made.said, Contains("fingerprint " + DataKey::read(folder / "fingertip.key").fingerprint()));
            CHECK_THAT(made.said, Contains("fingertip serve --config") &&
                                      Contains("https://bot.example.org/webhooks/wechat-main"));
        }
        THEN("the configuration has nothing wrong, a fresh token and a fresh key, and neither was shown")
        {
            const auto config = load_config(folder / "fingertip.toml", [](auto&) { return std::nullopt; });
            REQUIRE(config.platforms.size() == 1);
            const auto& platform = config.platforms.front();
            CHECK(config.server.public_url == "https://bot.example.org");
            CHECK(platform.app_id == "wx0123456789abcdef");
            CHECK(platform.token.size() == 32);
            CHECK(is_encoding_aes_key(platform.encoding_aes_key.reveal()));
            CHECK_THAT(made.said, !Contains(std::string{platform.token.reveal()}));
            CHECK_THAT(made.said, !Contains(std::string{platform.encoding_aes_key.reveal()}));
            CHECK(config.warnings.size() == 1); // no app_secret yet
        }
        THEN("check-config agrees and shows no secret")
        {
            const auto checked = run("check-config --config " + (folder / "fingertip.toml"));
            CHECK(checked.exit == 0);
            CHECK_THAT(checked.said, Contains("token = \"***\"") && Contains("warning: [[platform]] wechat-main"));
            CHECK_THAT(contents(folder / "fingertip.toml"), !Contains("***"));
        }
        WHEN("it is done again")
        {
            const auto before = contents(folder / "fingertip.toml") + contents(folder / "fingertip.key");
            const auto again = run("init --yes --dir " + folder.path.string());
            THEN("nothing is overwritten")
            {
                CHECK(again.exit == 1);
                CHECK_THAT(again.said, Contains("there is an installation already"));
                CHECK(contents(folder / "fingertip.toml") + contents(folder / "fingertip.key") == before);
            }
        }
        WHEN("only the configuration was lost")
        {
            const auto fingerprint = DataKey::read(folder / "fingertip.key").fingerprint();
            std::filesystem::remove(folder / "fingertip.toml");
            const auto again = run("init --yes --dir " + folder.path.string());
            THEN("the data key is kept")
            {
                CHECK(again.exit == 0);
                CHECK_THAT(again.said, Contains("kept the data key") && Contains(fingerprint));
                CHECK(DataKey::read(folder / "fingertip.key").fingerprint() == fingerprint);
            }
        }
    }
    GIVEN("init with a folder of its own for the database")
    {
        const auto books = folder.path / "books";
        std::filesystem::create_directories(books);
        const auto made = run("init --yes --dir " + folder.path.string() + " --database-dir " + books.string() +
                              " --app-id wx0123456789abcdef");
        CAPTURE(made.said);
        THEN("the database is there, the data key stays with the configuration, and the books open")
        {
            CHECK(made.exit == 0);
            CHECK(std::filesystem::exists(books / "fingertip.db"));
            CHECK_FALSE(std::filesystem::exists(books / "fingertip.key"));
            CHECK_FALSE(std::filesystem::exists(folder.path / "fingertip.db"));
            CHECK(run("verify-points --config " + (folder / "fingertip.toml")).exit == 0);
        }
    }
    GIVEN("a folder for the database that is not there")
    {
        const auto made = run("init --yes --dir " + folder.path.string() + " --database-dir /nowhere/at-all");
        THEN("it is said, and no configuration is written")
        {
            CHECK(made.exit == 1);
            CHECK_THAT(made.said, Contains("make it first"));
            CHECK_FALSE(std::filesystem::exists(folder.path / "fingertip.toml"));
        }
    }
    GIVEN("flags that will not do")
    {
        const std::string flag = GENERATE("--token short", "--aes-key x", "--public-url bot.example.org", "--name 微信",
                                          "--app-id 'wx \"'", "--database-dir books");
        const auto made = run("init --dir " + folder.path.string() + ' ' + flag);
        CAPTURE(made.said);
        THEN("it is a matter of usage, and nothing is written")
        {
            CHECK(made.exit == 2);
            CHECK_THAT(made.said, Contains(flag.substr(0, flag.find(' '))));
            CHECK_FALSE(std::filesystem::exists(folder.path));
        }
    }
}

SCENARIO("an operator makes an installation by answering", "[bot][cli][init]")
{
    const Folder folder;
    WHEN("the five questions are answered on a terminal, one of them wrongly at first")
    {
        const auto made = type({"init", "--dir", folder.path.string()}, {{"1/5", "guild"},
                                                                         {"2/5", "bot.example.org"},
                                                                         {"an address is like https://", ""},
                                                                         {"3/5", "wx00000000000000ff"},
                                                                         {"4/5", "0123456789abcdef"},
                                                                         {"5/5", ""}});
        CAPTURE(made.said);
        REQUIRE(made.exit == 0);
        THEN("the answers are in the configuration, and what is missing is said")
        {
            const auto text = contents(folder / "fingertip.toml");
            CHECK_THAT(text, Contains("name = \"guild\"") && Contains("/webhooks/guild") &&
                                 Contains("app_id = \"wx00000000000000ff\"") &&
                                 Contains("token = \"0123456789abcdef\"") &&
                                 Contains("FINGERTIP_PLATFORM_GUILD_APP_SECRET"));
            CHECK_THAT(made.said, Contains("Fill in public_url"));
            CHECK_THAT(made.said, !Contains("Fill in app_id"));
        }
    }
    WHEN("the answers come through a pipe that ends early")
    {
        std::filesystem::create_directories(folder.path);
        std::ofstream{folder / "answers"} << "guild\nhttps://bot.example.org\n";
        const auto made = run("init --dir " + folder.path.string(), folder / "answers");
        THEN("the rest is left empty")
        {
            CHECK(made.exit == 0);
            CHECK_THAT(made.said, Contains("Fill in app_id"));
            CHECK_THAT(contents(folder / "fingertip.toml"), Contains("public_url = \"https://bot.example.org\""));
        }
    }
}

TEST_CASE("every key that init writes or shows behind a # is one the program knows, with its default", "[bot][init]")
{
    auto text = fresh_toml({.public_url = "https://bot.example.org",
                            .app_id = "wx0123456789abcdef",
                            .token = random_word(32),
                            .encoding_aes_key = random_encoding_aes_key()});
    CHECK(text.find('@') == std::string::npos);
    const auto none = [](const std::string&) { return std::optional<std::string>{}; };
    const auto as_written = parse_config(text, "fingertip.toml", none);
    std::istringstream lines{text};
    std::string shown;
    for (std::string line; std::getline(lines, line);) {
        const auto key = line.starts_with("# ") ? line.substr(2, line.find(' ', 2) - 2) : "";
        const auto commented = !key.empty() && line.substr(2 + key.size()).starts_with(" = ");
        shown += (commented ? line.substr(2) : line) + '\n';
    }
    const auto with_all = parse_config(shown, "fingertip.toml", none);
    REQUIRE(as_written.settings.size() == with_all.settings.size());
    for (std::size_t i = 0; i < with_all.settings.size(); ++i) {
        CAPTURE(with_all.settings[i].section, with_all.settings[i].key);
        CHECK(with_all.settings[i].value == as_written.settings[i].value);
        const auto left_out = with_all.settings[i].key == "allow_insecure" || with_all.settings[i].key == "api_base";
        CHECK(with_all.settings[i].source.empty() == left_out);
    }
}

TEST_CASE("a made EncodingAESKey leaves no odd bits and never comes twice", "[bot][init]")
{
    const auto first = random_encoding_aes_key();
    CHECK(is_encoding_aes_key(first));
    CHECK(random_encoding_aes_key() != first);
    for (int i = 0; i < 200; ++i)
        CHECK(std::string{"AEIMQUYcgkosw048"}.find(random_encoding_aes_key().back()) != std::string::npos);
}

TEST_CASE("the command line ends with 0, 1 or 2 and says the way out", "[bot][cli]")
{
    const auto [words, exit, part] = GENERATE(table<std::string, int, std::string>({
        {"--help", 0, "check-config"},
        {"init --help", 0, "--dir"},
        {"check-config --help", 0, "--config"},
        {"version --help", 0, "--format"},
        {"version", 0, "openssl"},
        {"version --format json", 0, "[{\"part\":\"fingertip\""},
        {"version --format csv", 0, "part,version\r\nfingertip,"},
        {"", 2, "--help"},
        {"nonsense", 2, "there is no command 'nonsense'"},
        {"version --format xml", 2, "--format"},
        {"check-config --config /nonexistent.toml", 1, "there is no such file"},
    }));
    const auto ran = run(words);
    CAPTURE(words, ran.said);
    CHECK(ran.exit == exit);
    CHECK_THAT(ran.said, Contains(part));
}

TEST_CASE("check-config says everything that is wrong, each with its line", "[bot][cli]")
{
    const Folder folder;
    std::filesystem::create_directories(folder.path);
    std::ofstream{folder / "fingertip.toml"} << "[server]\nlisen = \"127.0.0.1:1\"\n[cache]\nurl = \"x\"\n";
    const auto ran = run("check-config --config " + (folder / "fingertip.toml"));
    CHECK(ran.exit == 1);
    CHECK_THAT(ran.said,
               Contains("fingertip.toml:2: unknown key 'lisen'") && Contains("fingertip.toml:4: [cache] url"));
}

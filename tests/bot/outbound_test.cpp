// The calls to the platform's API against a scripted platform: what is asked, how often, what is done about every kind
// of refusal.
#include "bot/platforms/wechat_api.hpp"
#include "bot/scene_codes.hpp"
#include "bot/token_keeper.hpp"
#include "storage/json.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/scripted_server.hpp"

#include <boost/asio/co_spawn.hpp>

#include <catch2/catch.hpp>

#include <fstream>

using namespace fingertip;
using namespace fingertip::tests;
using namespace std::chrono_literals;
using bot::HttpCall;
using bot::HttpCallError;
using bot::HttpCallResult;
using storage::Json;
using Answer = ScriptedServer::Answer;
using Maybe = std::optional<std::string>;

namespace {

constexpr const char* app_id = "wx0123456789abcdef";
constexpr const char* app_secret = "0123456789abcdef0123456789abcdef";

std::string token_answer(const std::string& token, int lives = 7200)
{
    return json_answer(R"({"access_token":")" + token + R"(","expires_in":)" + std::to_string(lives) + "}");
}

std::string code_answer(const std::string& address)
{
    return json_answer(R"({"ticket":"gQH47joAAAA==","expire_seconds":86400,"url":")" + address + R"("})");
}

std::string error_answer(int code)
{
    return json_answer(R"({"errcode":)" + std::to_string(code) + R"(,"errmsg":"as scripted"})");
}

bool asks_token(const std::string& request)
{
    return request.starts_with("POST /cgi-bin/stable_token HTTP/1.1\r\n");
}

/// "token", "token!" (forced) or the token with which a code is asked for.
std::string kind(const std::string& request)
{
    if (asks_token(request))
        return Json::parse(body_of(request))->boolean("force_refresh") == true ? "token!" : "token";
    const std::string start = "POST /cgi-bin/qrcode/create?access_token=";
    return request.starts_with(start) ? request.substr(start.size(), request.find(' ', 5) - start.size()) : request;
}

std::vector<std::string> kinds(const ScriptedServer& server)
{
    std::vector<std::string> all;
    for (const auto& request : server.heard())
        all.push_back(kind(request));
    return all;
}

/// One account that calls a platform, with a clock that stands still until it is moved.
class Account
{
public:
    explicit Account(const std::string& api_base, bot::HttpClientOptions options = {{"127.0.0.1", "localhost"}, {}})
        : http_{bot::make_http_client(loop_.io, std::move(options))},
          tokens{loop_.io.get_executor(), *http_, api_base, app_id, bot::Secret{app_secret}, [this] { return now; }},
          codes{*http_, tokens, api_base, [this] { return now; }}
    {
    }

    Maybe token() { return loop_.wait(tokens.token()); }
    Maybe code(const std::string& scene = "door") { return loop_.wait(codes.address(scene)); }
    EventLoop& loop() { return loop_; }

private:
    EventLoop loop_;
    std::unique_ptr<bot::HttpClient> http_;

public:
    std::chrono::steady_clock::time_point now{std::chrono::hours{100}};
    bot::TokenKeeper tokens;
    bot::SceneCodes codes;
};

std::string base(const ScriptedServer& server, const std::string& scheme = "http",
                 const std::string& host = "127.0.0.1")
{
    return scheme + "://" + host + ":" + server.port();
}

/// A platform that hands out T1, T2 … and makes codes, unless `refuses` says an error for a token.
ScriptedServer::Script counting(std::function<int(const std::string& token)> refuses)
{
    return [refuses, given = 0](const std::string& request, std::size_t) mutable {
        if (asks_token(request))
            return Answer{token_answer("T" + std::to_string(++given))};
        const auto error = refuses(kind(request));
        return Answer{error == 0 ? code_answer("http://weixin.qq.com/q/02abc") : error_answer(error)};
    };
}

} // namespace

TEST_CASE("the bodies are what the platform's documents ask for", "[bot][outbound]")
{
    ScriptedServer platform{counting([](const std::string&) { return 0; })};
    Account account{base(platform)};
    REQUIRE(account.code("scene-1") == "http://weixin.qq.com/q/02abc");
    const auto heard = platform.heard();
    REQUIRE(heard.size() == 2);
    const auto token = Json::parse(body_of(heard[0])).value();
    CHECK(token.text("grant_type") == "client_credential");
    CHECK(token.text("appid") == app_id);
    CHECK(token.text("secret") == app_secret);
    CHECK(token.boolean("force_refresh") == false);
    CHECK(heard[0].substr(0, heard[0].find("\r\n\r\n")).find(app_secret) == std::string::npos); // in no address
    const auto code = Json::parse(body_of(heard[1])).value();
    CHECK(code.integer("expire_seconds") == 86'400);
    CHECK(code.text("action_name") == "QR_STR_SCENE");
    CHECK(code.at("action_info")->at("scene")->text("scene_str") == "scene-1");
}

TEST_CASE("any number of readers share one refresh", "[bot][outbound]")
{
    ScriptedServer platform{token_answer("T1"), std::nullopt, 1ms};
    Account account{base(platform)};
    int answered = 0;
    for (int reader = 0; reader < 7; ++reader)
        boost::asio::co_spawn(account.loop().io, account.tokens.token(),
                              [&](std::exception_ptr, Maybe token) { answered += token == "T1"; });
    account.loop().until([&] { return answered == 7; });
    CHECK(answered == 7);
    CHECK(platform.heard().size() == 1);
}

TEST_CASE("a token is taken anew five minutes before its end, a short one at half time", "[bot][outbound]")
{
    int lives = 7200;
    ScriptedServer platform{[&, given = 0](const std::string&, std::size_t) mutable {
        return Answer{token_answer("T" + std::to_string(++given), lives)};
    }};
    Account account{base(platform)};
    CHECK(account.token() == "T1");
    account.now += 6899s;
    CHECK(account.token() == "T1");
    account.now += 1s;
    lives = 400;
    CHECK(account.token() == "T2");
    account.now += 199s;
    CHECK(account.token() == "T2");
    account.now += 1s;
    CHECK(account.token() == "T3");
    for (const auto& what : kinds(platform))
        CHECK(what == "token"); // an end is no reason to force anything
}

TEST_CASE("whoever watches is told whether the platform gave a token", "[bot][outbound]")
{
    bool gives = false;
    ScriptedServer platform{
        [&](const std::string&, std::size_t) { return Answer{gives ? token_answer("T1") : error_answer(40125)}; }};
    Account account{base(platform)};
    std::vector<bool> told;
    account.tokens.on_answer([&](bool given) { told.push_back(given); });
    CHECK_FALSE(account.token());
    CHECK_FALSE(account.token()); // left alone for a while: no attempt, nothing to tell
    gives = true;
    account.now += 1h;
    CHECK(account.token() == "T1");
    CHECK(account.token() == "T1");
    CHECK(told == std::vector{false, true});
}

TEST_CASE("a token called invalid is replaced once and the call made once more", "[bot][outbound]")
{
    const auto code = GENERATE(40001, 40014, 41001, 42001);
    ScriptedServer platform{counting([&](const std::string& token) { return token == "T1" ? code : 0; })};
    Account account{base(platform)};
    CHECK(account.code() == "http://weixin.qq.com/q/02abc");
    CHECK(kinds(platform) == std::vector<std::string>{"token", "T1", "token", "T2"});
    account.tokens.reject("T1"); // a latecomer who had used the old one
    CHECK(account.token() == "T2");
    CHECK(account.code() == "http://weixin.qq.com/q/02abc"); // remembered
    CHECK(platform.heard().size() == 4);
}

TEST_CASE("a second token that is refused as well ends the matter for a while", "[bot][outbound]")
{
    ScriptedServer platform{counting([](const std::string&) { return 40001; })};
    Account account{base(platform)};
    CHECK_FALSE(account.code());
    CHECK(kinds(platform) == std::vector<std::string>{"token", "T1", "token", "T2"});
    CHECK_FALSE(account.code());
    CHECK(platform.heard().size() == 4);
}

TEST_CASE("a new token is forced only when the platform gives out the very one it refuses", "[bot][outbound]")
{
    int forced = 0;
    ScriptedServer platform{[&](const std::string& request, std::size_t) {
        if (!asks_token(request))
            return Answer{error_answer(40001)};
        forced += kind(request) == "token!";
        return Answer{token_answer("T" + std::to_string(forced))};
    }};
    Account account{base(platform)};
    const auto refused = [&] {
        const auto token = account.token();
        if (token)
            account.tokens.reject(*token);
        return token;
    };
    CHECK(refused() == "T0");
    CHECK(refused() == "T1"); // T0 again, so it was forced
    CHECK(kinds(platform) == std::vector<std::string>{"token", "token", "token!"});
    CHECK_FALSE(refused()); // too soon after the last
    CHECK(forced == 1);
    account.now += 60s;
    CHECK(refused() == "T2");
    for (int i = 0; i < 40; ++i) {
        account.now += 20min;
        refused();
    }
    CHECK(forced == 18); // a day, within what the platform allows
    account.now += 12h;
    CHECK(refused() == "T19");
}

TEST_CASE("a platform that is busy is asked again later and later, one that refuses for good seldom", "[bot][outbound]")
{
    int code = -1;
    std::size_t calls = 0;
    SECTION("tokens")
    {
        ScriptedServer platform{[&](const std::string&, std::size_t) {
            ++calls;
            return Answer{code == 0 ? token_answer("T1") : error_answer(code)};
        }};
        Account account{base(platform)};
        CHECK_FALSE(account.token());
        for (const auto pause : {1s, 2s, 4s, 8s}) {
            account.now += pause - 1ms;
            CHECK_FALSE(account.token());
            const auto before = calls;
            account.now += 1ms;
            CHECK_FALSE(account.token());
            CHECK(calls == before + 1);
        }
        CHECK(calls == 5);
        code = GENERATE(45009, 40125, 40164);
        account.now += 16s;
        CHECK_FALSE(account.token());
        account.now += 599s;
        CHECK_FALSE(account.token());
        CHECK(calls == 6);
        code = 0;
        account.now += 1s;
        CHECK(account.token() == "T1");
    }
    SECTION("codes")
    {
        ScriptedServer platform{[&](const std::string& request, std::size_t) {
            if (asks_token(request))
                return Answer{token_answer("T1")};
            ++calls;
            return Answer{code == 0 ? code_answer("http://weixin.qq.com/q/1") : error_answer(code)};
        }};
        Account account{base(platform)};
        CHECK_FALSE(account.code("a"));
        CHECK_FALSE(account.code("b"));
        CHECK(calls == 1);
        account.now += 1s;
        code = GENERATE(45009, 48001);
        CHECK_FALSE(account.code("a"));
        account.now += 599s;
        CHECK_FALSE(account.code("a"));
        CHECK(calls == 2);
        account.now += 1s;
        code = 40053; // this scene's own fault
        CHECK_FALSE(account.code("a"));
        code = 0;
        CHECK(account.code("b") == "http://weixin.qq.com/q/1");
        CHECK(calls == 4);
    }
}

TEST_CASE("nothing that is no answer of the platform's is taken for one", "[bot][outbound]")
{
    const auto answer = GENERATE(as<std::string>{}, json_answer("{}"), json_answer("[]"), json_answer("null"),
                                 json_answer("<html>"), json_answer(R"({"access_token":"","expires_in":7200})"),
                                 json_answer(R"({"access_token":"T","expires_in":0})"),
                                 json_answer(R"({"access_token":"T","expires_in":"7200"})"),
                                 json_answer(R"({"access_token":7,"expires_in":7200})"),
                                 json_answer(R"({"access_token":"T&x=1","expires_in":7200})"),
                                 json_answer(R"({"access_token":"T","expires_in":7200})", 502),
                                 "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{}", "");
    INFO(answer);
    ScriptedServer platform{answer};
    Account account{base(platform)};
    CHECK_FALSE(account.token());
    CHECK_FALSE(account.token()); // and not hammered
    CHECK(platform.heard().size() == 1);
}

TEST_CASE("an answer about a code without an address is none", "[bot][outbound]")
{
    const auto answer =
        GENERATE(as<std::string>{}, json_answer(R"({"ticket":"x","expire_seconds":60})"), json_answer(R"({"url":""})"),
                 json_answer("not json"), json_answer(R"({"url":"http://weixin.qq.com/q/1"})", 500));
    ScriptedServer platform{[&](const std::string& request, std::size_t) {
        return Answer{asks_token(request) ? token_answer("T1") : answer};
    }};
    Account account{base(platform)};
    CHECK_FALSE(account.code());
}

SCENARIO("the secret goes to a platform with a believed certificate only", "[bot][outbound][tls]")
{
    const auto certificate = make_certificate("DNS:localhost");
    ScriptedServer platform{counting([](const std::string&) { return 0; }), certificate};
    GIVEN("a certificate nobody vouches for")
    {
        Account account{base(platform, "https", "localhost")};
        CHECK_FALSE(account.token());
        CHECK(platform.heard().empty());
    }
    GIVEN("one that is vouched for")
    {
        const Scratch scratch;
        std::ofstream{scratch.file("ca.pem")} << certificate.certificate;
        Account account{base(platform, "https", "localhost"), {{"localhost"}, scratch.file("ca.pem")}};
        CHECK(account.code() == "http://weixin.qq.com/q/02abc");
        CHECK(kinds(platform) == std::vector<std::string>{"token", "T1"});
    }
}

TEST_CASE("no call waits longer than eight seconds, and without a secret none is made", "[bot][outbound]")
{
    struct Recorder final : bot::HttpClient
    {
        boost::asio::awaitable<HttpCallResult> call(HttpCall made) override
        {
            calls.push_back(std::move(made));
            HttpCallResult result = HttpCallError::timeout;
            if (answers_tokens && calls.size() == 1)
                result = bot::HttpAnswer{200, "application/json", R"({"access_token":"T1","expires_in":7200})"};
            co_return result;
        }
        std::vector<HttpCall> calls;
        bool answers_tokens = true;
    };
    EventLoop loop;
    Recorder http;
    SECTION("with one")
    {
        bot::TokenKeeper tokens{loop.io.get_executor(), http, "https://api.example", app_id, bot::Secret{app_secret}};
        bot::SceneCodes codes{http, tokens, "https://api.example"};
        CHECK_FALSE(loop.wait(codes.address("a")));
        REQUIRE(http.calls.size() == 2);
        for (const auto& call : http.calls)
            CHECK(call.deadline == 8s);
        CHECK_FALSE(loop.wait(codes.address("a")));
        CHECK(http.calls.size() == 2); // it waits a moment before it tries again
    }
    SECTION("without")
    {
        bot::TokenKeeper tokens{loop.io.get_executor(), http, "https://api.example", app_id, bot::Secret{}};
        CHECK_FALSE(loop.wait(tokens.token()));
        CHECK(http.calls.empty());
    }
}

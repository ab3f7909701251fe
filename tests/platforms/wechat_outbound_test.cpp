#include "bot/platforms/wechat_outbound.hpp"

#include "bot/platforms/envelope_crypto.hpp"
#include "bot/platforms/utf8.hpp"
#include "tests/support/expat_xml.hpp"
#include "tests/support/wechat_fixtures.hpp"
#include "tests/support/wechat_signer.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>
#include <regex>

using namespace fingertip;
using namespace fingertip::bot::platforms;
using namespace fingertip::tests;

namespace {

const WechatSigner sender;

handlers::Incoming somebody()
{
    handlers::Incoming incoming;
    incoming.account = "oQuizUser0000000000000000001";
    incoming.to_account = "gh_0123456789ab";
    return incoming;
}

std::map<std::string, std::string> replied(const handlers::Reply& reply)
{
    const auto response = sender.platform(WechatMode::plaintext)->encode(reply, somebody());
    CHECK(response.status == 200);
    CHECK(response.content_type == "text/xml; charset=utf-8");
    return read_by_expat(response.body);
}

std::string content(const std::string& text)
{
    return replied({.text = text, .card = {}}).at("/xml/Content");
}

std::string tap(const std::string& word)
{
    return R"(<a href="weixin://bizmsgmenu?msgmenucontent=)" + word + R"(&msgmenuid=1">)" + word + "</a>";
}

/// As any XML parser reads line ends.
std::string with_line_feeds(std::string text)
{
    text = std::regex_replace(text, std::regex{"\r\n"}, "\n");
    return std::regex_replace(text, std::regex{"\r"}, "\n");
}

} // namespace

TEST_CASE("a text reply is the document that the platform asks for", "[platforms][wechat][outbound]")
{
    const auto fields = replied({.text = "本题答案：B\n用时 12 秒", .card = {}});
    CHECK(fields == read_by_expat([] { // the documented sample, without the blanks between its elements
              return std::regex_replace(fixture("reply-text.xml"), std::regex{">\\s+<"}, "><");
          }()));
}

TEST_CASE("a card is news with exactly one article", "[platforms][wechat][outbound]")
{
    const handlers::Card card{.title = "本周竞赛",
                              .description = "共10题",
                              .picture_url = "https://example.org/p.jpg",
                              .url = "https://example.org/q/17"};
    CHECK(replied({.text = "", .card = card}) ==
          read_by_expat(std::regex_replace(fixture("reply-news.xml"), std::regex{">\\s+<"}, "><")));
    CHECK(replied({.text = "unsaid", .card = card}).at("/xml/MsgType") == "news");

    const auto odd = replied({.text = "",
                              .card = handlers::Card{.title = "⟦a⟧]]>\0b",
                                                     .description = "<&>\xFF",
                                                     .picture_url = "",
                                                     .url = "https://example.org/?a=1&b=2"}});
    CHECK(odd.at("/xml/Articles/item/Title") == "a]]>");
    CHECK(odd.at("/xml/Articles/item/Description") == "<&>\uFFFD");
    CHECK(odd.at("/xml/Articles/item/PicUrl").empty());
    CHECK(odd.at("/xml/Articles/item/Url") == "https://example.org/?a=1&b=2");
    CHECK(odd.at("/xml/ArticleCount") == "1");
}

TEST_CASE("nothing to say is the bare word success, in every mode", "[platforms][wechat][outbound]")
{
    const auto wechat = sender.platform(GENERATE(WechatMode::plaintext, WechatMode::compatible, WechatMode::secure));
    using namespace std::string_literals;
    for (const auto& response : {wechat->acknowledge(), wechat->encode({}, somebody()),
                                 wechat->encode({.text = "\0\x01"s, .card = {}}, somebody()),
                                 wechat->encode({.text = "⟧⟦", .card = {}}, somebody())}) {
        CHECK(response.status == 200);
        CHECK(response.content_type == "text/plain");
        CHECK(response.body == "success");
    }
}

TEST_CASE("an encrypted reply is signed, fresh, and opens to the plain one", "[platforms][wechat][outbound]")
{
    const auto wechat = sender.platform(GENERATE(WechatMode::compatible, WechatMode::secure));
    const EnvelopeCrypto crypto{sender.token, sender.key, sender.app_id};
    std::string last;
    for (int i = 0; i < 20; ++i) {
        const auto fields = read_by_expat(wechat->encode({.text = "您好 😀 ]]>", .card = {}}, somebody()).body);
        CHECK(fields.size() == 5);
        CHECK(fields.at("/xml/TimeStamp") == "1761900001");
        CHECK(fields.at("/xml/Nonce").size() == 16);
        WechatSigner answered = sender;
        answered.timestamp = fields.at("/xml/TimeStamp");
        answered.nonce = fields.at("/xml/Nonce");
        CHECK(answered.signature_over(fields.at("/xml/Encrypt")) == fields.at("/xml/MsgSignature"));
        const auto plain = crypto.open(fields.at("/xml/Encrypt"));
        REQUIRE(plain);
        const auto inside = read_by_expat(*plain);
        CHECK(inside.at("/xml/Content") == "您好 😀 ]]>");
        CHECK(inside.at("/xml/ToUserName") == "oQuizUser0000000000000000001");
        CHECK(inside.at("/xml/FromUserName") == "gh_0123456789ab");
        CHECK(fields.at("/xml/Encrypt") != last);
        last = fields.at("/xml/Encrypt");
    }
}

TEST_CASE("words in brackets can be tapped, and nothing else can", "[platforms][wechat][outbound]")
{
    struct Case
    {
        std::string text;
        std::string shown;
    };
    const auto [text, shown] = GENERATE(values<Case>({
        {"回复 ⟦签到⟧ 或 ⟦请假⟧。", "回复 " + tap("签到") + " 或 " + tap("请假") + "。"},
        {"⟦A⟧⟦B⟧", tap("A") + tap("B")},
        {"⟦签到 123456⟧", tap("签到 123456")},
        {"⟦⟧", "⟦⟧"}, // replaced below: nothing to say
        {"a⟦b", "ab"},
        {"a⟧b", "ab"},
        {"⟦a⟦b⟧c⟧", "a" + tap("b") + "c"},
        {"⟧⟦x⟧", tap("x")},
        // words that would mean something else inside the link
        {"⟦a\"b⟧", "a\"b"},
        {"⟦a&msgmenucontent=b⟧", "a&msgmenucontent=b"},
        {"⟦100%⟧", "100%"},
        {"⟦C++⟧", "C++"},
        {"⟦a#b⟧", "a#b"},
        {"⟦\"><a href=\"http://evil⟧", "\">＜a href=\"http://evil"},
        {"⟦two\nlines⟧", "two\nlines"},
        {"⟦" + std::string(121, 'x') + "⟧", std::string(121, 'x')},
        {"⟦" + std::string(120, 'x') + "⟧", tap(std::string(120, 'x'))},
        // links that come from a value
        {"<a href=\"http://evil\">点我</a>", "＜a href=\"http://evil\">点我＜/a>"},
        {"<A HREF=x>y</A>", "＜A HREF=x>y＜/A>"},
        {"< a href=x>y< / a>", "＜ a href=x>y＜ / a>"},
        {"<\na href=x>", "＜\na href=x>"},
        {"<⟦a href=x⟧", "＜a href=x"},
        {"<⟦a⟧", "<" + tap("a")},
        {"<⟧a href=x>", "＜a href=x>"},
        {"<\x01"
         "a href=x>",
         "＜a href=x>"},
        {"<\xEF\xBF\xBE"
         "a href=x>",
         "＜a href=x>"},
        {"<<a", "<＜a"},
        {"1 < 2, <b>, <", "1 < 2, <b>, <"},
    }));
    INFO(text);
    if (text == "⟦⟧")
        CHECK(wechat_text(text).empty());
    else
        CHECK(content(text) == shown);
}

TEST_CASE("a text is cut at a whole character and never inside a link", "[platforms][wechat][outbound]")
{
    const auto repeated = [](const std::string& text, std::size_t bytes) {
        std::string result;
        while (result.size() + text.size() <= bytes)
            result += text;
        return result;
    };
    CHECK(content(std::string(3000, 'x')) == std::string(2048, 'x'));
    CHECK(content(repeated("好", 3000)) == repeated("好", 2048));
    CHECK(content("x" + repeated("😀", 3000)) == "x" + repeated("😀", 2047));
    CHECK(content(repeated("]]>", 3000)) == repeated("]]>", 2048) + "]]");
    CHECK(content(repeated("<a", 2000)).size() <= 2048);

    const auto link = tap("签到").size();
    CHECK(sender.platform(WechatMode::secure)->capabilities().text_bytes == 2048);
    CHECK(sender.platform(WechatMode::secure)->capabilities().tap_overhead_bytes + 2 * std::string{"签到"}.size() ==
          link);
    for (std::size_t before = 2048 - link - 3; before <= 2048 + 3; ++before) {
        const auto text = content(std::string(before, 'x') + "⟦签到⟧ behind");
        const auto start = std::string(std::min<std::size_t>(before, 2048), 'x');
        if (before + link <= 2048)
            CHECK(text == start + tap("签到") + std::string{" behind"}.substr(0, 2048 - before - link));
        else
            CHECK(text == start);
    }
}

TEST_CASE("ten thousand naughty texts come back whole from somebody else's parser",
          "[platforms][wechat][outbound][random]")
{
    const auto seed = std::random_device{}();
    std::mt19937 dice{seed};
    INFO("seed " << seed);
    using namespace std::string_literals;
    const std::vector<std::string> pieces{"]]>",
                                          "]]",
                                          "]",
                                          ">",
                                          "<![CDATA[",
                                          "<",
                                          "</Content>",
                                          "<a",
                                          "</a>",
                                          "a",
                                          "A href=\"x\">",
                                          "&",
                                          "&amp;",
                                          "&#0;",
                                          "&lt;a>",
                                          "\0"s,
                                          "\x01",
                                          "\x1B[31m",
                                          "\x7F",
                                          "\r",
                                          "\n",
                                          "\r\n",
                                          "\t",
                                          " ",
                                          "⟦",
                                          "⟧",
                                          "⟦签到⟧",
                                          "⟦a b⟧",
                                          "\"",
                                          "'",
                                          "%s%n",
                                          "好",
                                          "é",
                                          "e\u0301",
                                          "😀",
                                          "👨\u200D👩\u200D👧",
                                          "🇨🇳",
                                          "\u202E",
                                          "\u2066",
                                          "\u200B",
                                          "\uFEFF",
                                          "\uFFFD",
                                          "\xEF\xBF\xBE",
                                          "\xEF\xBF\xBF",
                                          "𠮷",
                                          "\xF4\x8F\xBF\xBD",
                                          "\xFF",
                                          "\xC0\xAF",
                                          "\xED\xA0\x80",
                                          "\xE4\xBD",
                                          "\xF0\x9F\x98",
                                          "\u0000"s,
                                          "Ω≈ç√",
                                          "ثم نفس سقطت",
                                          "﷽",
                                          "Z\u0351\u036B\u0343\u036A",
                                          "＜",
                                          "/",
                                          "{{name}}",
                                          "$(id)",
                                          "';--",
                                          "Powerلُلُصّبُلُلصّبُررً"};
    const std::regex ours{R"(<a href="weixin://bizmsgmenu\?msgmenucontent=([^"'<>&]*)&msgmenuid=1">([^<]*)</a>)"};
    const std::regex any_link{R"(<[ \t\r\n/]*[aA])"};
    for (int i = 0; i < 10000; ++i) {
        std::string text;
        for (auto count = dice() % (i % 50 == 0 ? 1500 : 20); count > 0; --count)
            text += dice() % 8 == 0 ? std::string(1, static_cast<char>(dice())) : pieces[dice() % pieces.size()];
        const auto expected = wechat_text(text);
        REQUIRE(expected.size() <= 2048);
        REQUIRE(is_utf8(expected));
        if (expected.empty())
            continue;
        const auto incoming = somebody();
        const auto fields =
            read_by_expat(wechat_reply({.text = text, .card = {}}, incoming, std::chrono::sys_seconds{}));
        REQUIRE(fields.size() == 6);
        REQUIRE(fields.at("/xml/Content") == with_line_feeds(expected));
        REQUIRE_FALSE(std::regex_search(std::regex_replace(expected, ours, "|"), any_link));
        for (std::sregex_iterator link{expected.begin(), expected.end(), ours}, end; link != end; ++link)
            REQUIRE((*link)[1] == (*link)[2]);
        const auto card = read_by_expat(wechat_reply({.text = "", .card = handlers::Card{text, text, text, text}},
                                                     incoming, std::chrono::sys_seconds{}));
        REQUIRE(card.size() == 12);
        REQUIRE(card.at("/xml/Articles/item/Url") == with_line_feeds(xml_characters(text)));
    }
}

TEST_CASE("names of accounts are quoted like any other text", "[platforms][wechat][outbound]")
{
    auto incoming = somebody();
    incoming.account = "o]]><MsgType>x</MsgType>";
    const auto fields = read_by_expat(wechat_reply({.text = "hi", .card = {}}, incoming, std::chrono::sys_seconds{}));
    CHECK(fields.at("/xml/ToUserName") == incoming.account);
    CHECK(fields.at("/xml/MsgType") == "text");
}

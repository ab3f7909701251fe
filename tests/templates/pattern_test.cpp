#include "templates/pattern.hpp"
#include "templates/texts.hpp"

#include <catch2/catch.hpp>

using namespace fingertip::templates;

namespace {

std::string filled(std::string_view source, std::initializer_list<Filling> values)
{
    std::string out;
    Pattern{source}.fill(values, out);
    return out;
}

} // namespace

TEST_CASE("a pattern fills values and switches sections", "[templates][pattern]")
{
    CHECK(filled("", {}).empty());
    CHECK(filled("第{{place}}位", {{"place", 18}}) == "第18位");
    CHECK(filled("{{a}}{{b}}{{a}}", {{"a", "1"}, {"b", "2"}}) == "121");
    CHECK(filled("到{{#more}}再到{{more}}人{{/more}}了", {{"more", 2}}) == "到再到2人了");
    CHECK(filled("到{{#more}}再到{{more}}人{{/more}}了", {{"more", ""}}) == "到了");
    CHECK(filled("{{#late}}迟到{{/late}}{{^late}}准时{{/late}}", {{"late", true}}) == "迟到");
    CHECK(filled("{{#late}}迟到{{/late}}{{^late}}准时{{/late}}", {{"late", false}}) == "准时");
    CHECK(filled("{{#a}}1{{#b}}2{{/b}}3{{/a}}4", {{"a", true}, {"b", true}}) == "1234");
    CHECK(filled("{{#a}}1{{#b}}2{{/b}}3{{/a}}4", {{"a", true}, {"b", false}}) == "134");
    CHECK(filled("{{#a}}1{{#b}}2{{/b}}3{{/a}}4", {{"a", false}, {"b", true}}) == "4");
    CHECK(filled("{{#a}}{{/a}}x", {{"a", false}}) == "x");
    CHECK(filled("a } b { c }} d", {}) == "a } b { c }} d");
}

TEST_CASE("a pattern names its placeholders, values apart from sections", "[templates][pattern]")
{
    CHECK(Pattern{"nothing"}.placeholders().empty());
    CHECK(Pattern{"{{b}}{{a}}{{b}}{{#c}}{{/c}}{{^c}}{{/c}}"}.placeholders() ==
          std::vector<std::string>{"#c", "a", "b"});
}

TEST_CASE("a pattern that could not be filled is refused with its line", "[templates][pattern]")
{
    const auto [source, line] = GENERATE(table<std::string, std::size_t>({
        {"{{name", 0},
        {"one\ntwo {{na me}}", 1},
        {"{{}}", 0},
        {"{{Name}}", 0},
        {"{{&name}}", 0},
        {"{{>name}}", 0},
        {"{{=<% %>=}}", 0},
        {"{{{name}}}", 0},
        {"{{#a}}", 0},
        {"\n\n{{#a}}{{/b}}", 2},
        {"{{/a}}", 0},
        {"{{#a}}{{#b}}{{/a}}{{/b}}", 0},
        {"⟦a", 0},
        {"a⟧", 0},
        {"\n⟦a⟦b⟧⟧", 1},
        {std::string{"a\0b", 3}, 0},
    }));
    CAPTURE(source);
    try {
        Pattern{source};
        FAIL("it was accepted");
    } catch (const PatternError& error) {
        CHECK(error.line == line);
        CHECK_FALSE(std::string{error.what()}.empty());
    }
}

TEST_CASE("a value is copied as it is, whatever it looks like", "[templates][pattern]")
{
    const std::string payload = GENERATE(values<std::string>({
        "{{other}}",
        "{{{other}}}",
        "{{#other}}x{{/other}}",
        "{{^other}}x{{/other}}",
        "{{&other}}",
        "{{>other}}",
        "{{! comment }}",
        "{{=<% %>=}}",
        "<%other%>",
        "{{/other}}",
        "{{value}}",
        "}}{{other}}{{",
        "{{",
        "}}",
        "{",
        "}",
        "{{other",
        "other}}",
        "{ {other} }",
        "{\n{other}\n}",
        "\\{{other}}",
        "{%other%}",
        "{% raw %}",
        "{# x #}",
        "${other}",
        "#{other}",
        "$other",
        "%(other)s",
        "%s%s%n",
        "%n",
        "{0}",
        "{}",
        "{:>99999}",
        "[[other]]",
        "<a href=\"x\">y</a>",
        "<a href=\"weixin://bizmsgmenu?msgmenucontent=A\">A</a>",
        "<script>alert(1)</script>",
        "&lt;b&gt;",
        "&amp;",
        "&#91;",
        "]]>",
        "<![CDATA[x]]>",
        "' OR 1=1 --",
        "$(reboot)",
        "`reboot`",
        "\\n\\u0041",
        "\\",
        "line one\nline two",
        "\r\n\t",
        "=cmd|' /C calc'!A0",
        "@everyone",
        "😀👨‍👩‍👧",
        "\u202e反\u202c",
        "{{ other }}",
        "{{other.other}}",
        "{{#lambda}}{{/lambda}}",
    }));
    CAPTURE(payload);
    CHECK(filled("<{{value}}|{{other}}>", {{"value", payload}, {"other", "o"}}) == "<" + payload + "|o>");
    CHECK(filled("{{#value}}{{value}}{{/value}}", {{"value", payload}}) == payload);
}

TEST_CASE("nobody can smuggle in a tappable word", "[templates][pattern]")
{
    CHECK(filled("{{v}}", {{"v", "⟦取消⟧"}}) == "取消");
    CHECK(filled("{{v}}", {{"v", std::string_view{"a\0b", 3}}}) == "ab");
    CHECK(filled("⟦{{v}}⟧", {{"v", "x⟧ ⟦y"}}) == "⟦x y⟧");
    // one mark hidden inside the bytes of another, and one spread over two values
    CHECK(filled("{{v}}", {{"v", "\xe2\x9f\xe2\x9f\xa6\xa6x"}}).find("⟦") == std::string::npos);
    CHECK(filled("{{v}}", {{"v", std::string_view{"\xe2\x9f\0\xa6", 4}}}).find("⟦") == std::string::npos);
    CHECK(filled("{{v}}{{w}}", {{"v", "\xe2\x9f"}, {"w", "\xa7"}}).find("⟧") == std::string::npos);
    // other characters that share those last bytes stay: 妧 is E5 A6 A7, 槧 E6 A7 A7, ⟨ E2 9F A8
    CHECK(filled("{{v}}", {{"v", "妧槧⟨⟩馦"}}) == "妧槧⟨⟩馦");
}

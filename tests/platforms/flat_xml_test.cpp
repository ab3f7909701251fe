#include "bot/platforms/flat_xml.hpp"

#include "bot/platforms/utf8.hpp"

#include <catch2/catch.hpp>

using namespace fingertip::bot::platforms;

namespace {

std::string repeated(const std::string& text, int times)
{
    std::string result;
    for (int i = 0; i < times; ++i)
        result += text;
    return result;
}

std::string message(const std::string& inside)
{
    return "<xml><FromUserName>u</FromUserName>" + inside + "</xml>";
}

} // namespace

TEST_CASE("a field reads alike as text or CDATA, in any order, with unknown ones around", "[platforms][xml]")
{
    const auto* document =
        GENERATE("<xml><A>1</A><B>二</B></xml>", "<xml><B><![CDATA[二]]></B>\n  <A>1</A></xml>",
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<xml><Z/><A >1</A ><Y>?</Y><B>二</B></xml>\n",
                 "\xEF\xBB\xBF<xml><G><A>9</A></G><A>&#49;</A><B>&#x4e8C;</B></xml>");
    INFO(document);
    const auto xml = FlatXml::parse(document);
    REQUIRE(xml);
    CHECK(xml->field("A") == "1");
    CHECK(xml->field("B") == "二");
    CHECK(xml->field("C").empty());
    CHECK(xml->has("A"));
    CHECK_FALSE(xml->has("C"));
}

TEST_CASE("groups are reached by path", "[platforms][xml]")
{
    const auto xml = FlatXml::parse(
        "<xml><S><T>qr</T><R><![CDATA[a<b&c]]></R><L><item><M>1</M></item><item><M>2</M></item></L></S></xml>");
    REQUIRE(xml);
    CHECK(xml->field("S/T") == "qr");
    CHECK(xml->field("S/R") == "a<b&c");
    CHECK(xml->field("S/L/item/M") == "1");
    CHECK(xml->field("S").empty());
    CHECK(xml->field("T").empty());
    CHECK(xml->field("S/X/Y").empty());
    CHECK(xml->field("").empty());
    CHECK(xml->field("/").empty());
}

TEST_CASE("text is taken whole", "[platforms][xml]")
{
    const auto field = [](const std::string& inside) {
        const auto xml = FlatXml::parse("<xml><C>" + inside + "</C></xml>");
        REQUIRE(xml);
        return xml->field("C");
    };
    CHECK(field("<![CDATA[a]]]]><![CDATA[>b]]>") == "a]]>b");
    CHECK(field("x<![CDATA[y]]>z") == "xyz");
    CHECK(field("<![CDATA[</C><C>]]>") == "</C><C>");
    CHECK(field("&lt;&amp;&gt;&quot;&apos;") == "<&>\"'");
    CHECK(field("&#128512;&#x1F600;") == "😀😀");
    CHECK(field("a & b &nbsp; &#; &#x; &#zz;") == "a & b &nbsp; &#; &#x; &#zz;");
    CHECK(field("<![CDATA[&#0; is only text here]]>") == "&#0; is only text here");
    CHECK(field("<![CDATA[one\r\ntwo]]>") == "one\ntwo");
    CHECK(field("a > b") == "a > b");
    CHECK(field("") == "");
}

TEST_CASE("what made parsers misbehave is refused before the parser sees it", "[platforms][xml][hazards]")
{
    struct Case
    {
        const char* what;
        std::string document;
    };
    const std::string laughs = "<!DOCTYPE xml [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;&lol;\">]>";
    const auto [what, document] = GENERATE_COPY(values<Case>({
        {"nothing", ""},
        {"blanks only", " \n"},
        {"no XML", "success"},
        {"JSON", "{\"xml\":1}"},
        {"a million nested elements", repeated("<a>", 1000000)},
        {"a thousand nested elements that fit", message(repeated("<a>", 1000) + repeated("</a>", 1000))},
        {"nine levels", "<xml><a><b><c><d><e><f><g><h></h></g></f></e></d></c></b></a></xml>"},
        {"65 elements", "<xml><l>" + repeated("<item/>", 63) + "</l></xml>"},
        {"more than 64 KiB", message("<a>" + std::string(64 * 1024, 'x') + "</a>")},
        {"DOCTYPE", "<!DOCTYPE xml>" + message("")},
        {"lower-case doctype", "<!doctype xml>" + message("")},
        {"billion laughs", laughs + message("<a>&lol2;</a>")},
        {"an external entity", "<!DOCTYPE xml [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + message("<a>&x;</a>")},
        {"an external DTD", "<!DOCTYPE xml SYSTEM \"http://example.org/x.dtd\">" + message("")},
        {"DOCTYPE inside the root", "<xml><!DOCTYPE a><a/></xml>"},
        {"a processing instruction", "<?xml-stylesheet href=\"x\"?>" + message("")},
        {"XInclude",
         "<xml xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"file:///etc/passwd\"/></xml>"},
        {"a comment", message("<!-- x -->")},
        {"a second root", message("") + message("")},
        {"text behind the root", message("") + "x"},
        {"text before the root", "x" + message("")},
        {"CDATA beside the root", message("") + "<![CDATA[x]]>"},
        {"another root", "<html><FromUserName>u</FromUserName></html>"},
        {"root in another case", "<XML><FromUserName>u</FromUserName></XML>"},
        {"a duplicate field", message("<FromUserName>v</FromUserName>")},
        {"a duplicate field in a group", message("<g><a>1</a><b/><a>2</a></g>")},
        {"item repeated outside a group", message("<item/><item/>")},
        {"duplicate attributes", "<xml a=\"1\" a=\"2\"></xml>"},
        {"an attribute", "<xml><a b=\"1\"/></xml>"},
        {"a reference to NUL", message("<a>ad&#0;min</a>")},
        {"a hexadecimal reference to NUL", message("<a>ad&#x000;min</a>")},
        {"a reference that wraps to NUL", message("<a>ad&#4294967296;min</a>")},
        {"a reference that wraps in 64 bits", message("<a>ad&#x10000000000000000;min</a>")},
        {"a reference to a surrogate", message("<a>&#xD800;</a>")},
        {"a reference beyond Unicode", message("<a>&#x110000;</a>")},
        {"NUL itself", message(std::string{"<a>ad\0min</a>", 13})},
        {"over-long UTF-8", message("<a>\xC0\xAF</a>")},
        {"a surrogate in UTF-8", message("<a>\xED\xA0\x80</a>")},
        {"UTF-8 cut short", message("<a>\xE4\xBD</a>")},
        {"Latin-1", message("<a>caf\xE9</a>")},
        {"UTF-16", std::string{"\xFF\xFE<\0x\0m\0l\0/\0>\0", 14}},
        {"tags that cross", "<xml><a><b></a></b></xml>"},
        {"a tag left open", "<xml><a></xml>"},
        {"a root left open", "<xml><a></a>"},
        {"an end without a beginning", "</xml>"},
        {"a bracket left open", "<xml><a"},
        {"CDATA left open", "<xml><a><![CDATA[x</a></xml>"},
        {"a name with a digit first", "<xml><1/></xml>"},
        {"a blank before the name", "<xml>< a></a></xml>"},
        {"a namespace", "<xml><a:b/></xml>"},
    }));
    INFO(what);
    CHECK_FALSE(FlatXml::parse(document));
    CHECK_FALSE(unparsed_field(document, "FromUserName"));
}

TEST_CASE("eight levels, 64 elements and 64 KiB are allowed", "[platforms][xml]")
{
    CHECK(FlatXml::parse("<xml><a><b><c><d><e><f><g>x</g></f></e></d></c></b></a></xml>"));
    CHECK(FlatXml::parse("<xml><l>" + repeated("<item/>", 62) + "</l></xml>"));
    CHECK(FlatXml::parse("<xml><l>" + repeated("<List><a/></List>", 30) + "</l></xml>"));
    const auto frame = message("<a></a>").size();
    CHECK(FlatXml::parse(message("<a>" + std::string(64 * 1024 - frame, 'x') + "</a>")));
}

TEST_CASE("one field is found without a parser", "[platforms][xml]")
{
    CHECK(unparsed_field("<xml><A>x</A><Encrypt><![CDATA[QUJD]]></Encrypt></xml>", "Encrypt") == "QUJD");
    CHECK(unparsed_field("<xml><Encrypt>QUJD</Encrypt></xml>", "Encrypt") == "QUJD");
    CHECK(unparsed_field("<xml><Encrypt>\n  <![CDATA[QUJD]]>\n</Encrypt></xml>", "Encrypt") == "QUJD");
    CHECK(unparsed_field("<xml><Encrypt> QUJD </Encrypt></xml>", "Encrypt") == "QUJD");
    CHECK(unparsed_field("<xml><Encrypt/></xml>", "Encrypt") == "");
    CHECK(unparsed_field("<xml><Encrypt> </Encrypt></xml>", "Encrypt") == "");
    CHECK_FALSE(unparsed_field("<xml><G><Encrypt>QUJD</Encrypt></G></xml>", "Encrypt"));
    CHECK_FALSE(unparsed_field("<xml><A><![CDATA[<Encrypt>QUJD</Encrypt>]]></A></xml>", "Encrypt"));
    CHECK_FALSE(unparsed_field("<xml/>", "xml"));
}

TEST_CASE("UTF-8 is what table 3-7 of the Unicode Standard says", "[platforms][xml]")
{
    for (const auto* good : {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                             "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "eight by eight and 指尖"})
        CHECK(is_utf8(good));
    for (const auto* bad : {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xED\xA0\x80",
                            "\xE4\xBD", "\xE4\xBD\x41", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
                            "\xFF", "12345678\x80", "1234567\xE4\xBD\x41"})
        CHECK_FALSE(is_utf8(bad));

    CHECK(xml_characters("plain 指尖 😀\t\n\r") == "plain 指尖 😀\t\n\r");
    CHECK(xml_characters(std::string{"a\0b\x01\x1F"
                                     "c\x7F",
                                     7}) == "abc\x7F");
    CHECK(xml_characters("x\xEF\xBF\xBE\xEF\xBF\xBFy") == "xy");
    CHECK(xml_characters("\xE4\xBD x") == "\uFFFD x");
    CHECK(xml_characters("\xFF\xFE") == "\uFFFD\uFFFD");
    CHECK(xml_characters("caf\xE9") == "caf\uFFFD");
}

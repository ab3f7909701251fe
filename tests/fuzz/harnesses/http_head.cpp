// What the guard accepts has one framing: by its definition, and by Beast's parser.

#include "bot/http_guard.hpp"
#include "tests/fuzz/harness.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <string>

using namespace fingertip::bot;
using namespace fingertip::fuzz;

namespace {

bool same(const HttpHead& a, const HttpHead& b)
{
    return a.size == b.size && a.content_length == b.content_length && a.keep_alive == b.keep_alive &&
           a.request.path == b.request.path && a.request.query == b.request.query &&
           a.request.headers == b.request.headers && a.forwarded_for == b.forwarded_for;
}

void by_definition(std::string_view bytes, const HttpHead& head)
{
    promise(bytes.find("\r\n\r\n") + 4 == head.size, "the head does not end at the first empty line");
    const auto text = bytes.substr(0, head.size);
    for (std::size_t i = 0; i < text.size(); ++i)
        promise((text[i] == '\n') == (i > 0 && text[i - 1] == '\r'), "a line end that is no CRLF");
    std::size_t lengths = 0;
    std::size_t hosts = 0;
    for (const auto& [name, value] : head.request.headers) {
        promise(!name.empty() && name.find_first_of(" \t:") != 0, "a name that is none");
        promise(std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }), "capitals");
        promise(value.find_first_of(std::string_view{"\0\r\n", 3}) == std::string::npos, "a value with a line end");
        promise(name != "transfer-encoding" && !name.starts_with("x-forwarded-") && name != "forwarded",
                "a header that must not be here");
        lengths += name == "content-length";
        hosts += name == "host";
    }
    promise(lengths <= 1, "two lengths");
    promise(hosts == 1 || (hosts == 0 && head.http_1_0), "no host, or two");
    promise(head.content_length <= HttpLimits{}.body, "a body beyond the limit");
    promise(lengths == 1 || head.content_length == 0, "a body without a length");
}

void by_beast(std::string_view bytes, const HttpHead& head)
{
    namespace http = boost::beast::http;
    http::request_parser<http::empty_body> parser;
    parser.header_limit(64 * 1024);
    parser.body_limit(boost::none);
    boost::system::error_code error;
    const auto used = parser.put(boost::asio::buffer(bytes.data(), head.size), error);
    const bool has_odd_lists =
        !head.request.header("upgrade").empty() || !head.request.header("proxy-connection").empty();
    if (error == http::error::bad_value && has_odd_lists)
        return; // it wants lists of tokens there; we have no use for either, and it only refuses
    promise(!error && parser.is_header_done(), "Beast refuses what the guard accepts");
    promise(used == head.size, "Beast ends the head elsewhere");
    promise(!parser.chunked(), "Beast sees chunks");
    promise(parser.content_length().value_or(0) == head.content_length, "Beast sees another length");
    promise(has_odd_lists || parser.keep_alive() == head.keep_alive, "Beast sees another end of the connection");
    const auto target =
        head.request.path + (std::string_view{bytes}.substr(0, bytes.find('\r')).find('?') == std::string_view::npos
                                 ? ""
                                 : "?" + head.request.query);
    promise(parser.get().target() == target, "Beast sees another target");
}

void run(std::string_view input)
{
    const HttpLimits limits;
    const auto inspected = inspect_head(input, limits);
    const auto* head = std::get_if<HttpHead>(&inspected);
    if (const auto* refusal = std::get_if<HttpRefusal>(&inspected))
        promise(refusal->status >= 400 && refusal->status < 500, "a refusal with another status");
    if (!head)
        return;
    by_definition(input, *head);
    by_beast(input, *head);

    // What has arrived so far decides nothing early, and what comes behind decides nothing at all.
    for (const auto part : {head->size - 1, head->size / 2, head->size / 3})
        promise(std::holds_alternative<HttpHeadIncomplete>(inspect_head(input.substr(0, part), limits)),
                "a part of a good head is not waited for");
    const auto alone = inspect_head(input.substr(0, head->size), limits);
    const auto followed = inspect_head(std::string{input.substr(0, head->size)} + "GET /evil HTTP/1.1\r\n\r\n", limits);
    promise(std::holds_alternative<HttpHead>(alone) && same(*head, std::get<HttpHead>(alone)), "the body decides");
    promise(std::holds_alternative<HttpHead>(followed) && same(*head, std::get<HttpHead>(followed)),
            "the next request decides");
    promise(std::holds_alternative<HttpRefusal>(inspect_head(input, limits, {"\x01"})) || head->http_1_0,
            "a host that is not allowed");
}

const Registered registered{"http_head", run};

} // namespace

#include "bot/pages/page_files.hpp"

#include "templates/embedded.hpp"

namespace fingertip::bot {

extern const templates::EmbeddedFiles embedded_pages;

namespace {

std::string_view type_of(std::string_view path)
{
    if (path.ends_with(".html"))
        return "text/html; charset=utf-8";
    if (path.ends_with(".css"))
        return "text/css; charset=utf-8";
    if (path.ends_with(".svg"))
        return "image/svg+xml";
    return "text/javascript; charset=utf-8";
}

} // namespace

void harden(HttpResponse& response)
{
    response.headers.emplace_back(
        "Content-Security-Policy",
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    response.headers.emplace_back("Cache-Control", "no-store");
}

std::string_view page_source(std::string_view path)
{
    for (const auto& file : embedded_pages)
        if (file.name == path)
            return file.text;
    return {};
}

std::optional<HttpResponse> page_file(std::string_view path)
{
    const auto source = page_source(path);
    if (source.empty())
        return std::nullopt;
    HttpResponse response;
    response.content_type = type_of(path);
    response.body = source;
    harden(response);
    return response;
}

std::string in_html(std::string_view text)
{
    std::string out;
    for (const char c : text)
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    return out;
}

HttpResponse json_response(std::string body, int status)
{
    HttpResponse response;
    response.status = status;
    response.content_type = "application/json; charset=utf-8";
    response.body = std::move(body);
    harden(response);
    return response;
}

} // namespace fingertip::bot

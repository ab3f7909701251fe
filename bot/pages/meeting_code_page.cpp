#include "bot/pages/meeting_code_page.hpp"

#include "bot/pages/page_files.hpp"
#include "bot/qr_picture.hpp"
#include "handlers/meetings/meeting_code.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "storage/json.hpp"
#include "templates/pattern.hpp"
#include "templates/texts.hpp"

namespace fingertip::bot {

namespace asio = boost::asio;

namespace {

constexpr std::string_view meeting_prefix = "/meeting/";
constexpr std::string_view pages_prefix = "/pages/";

HttpResponse not_found()
{
    HttpResponse response;
    response.status = 404;
    return response;
}

templates::Text hint_text(std::string_view mode)
{
    using templates::Text;
    if (mode == "scan")
        return Text::page_hint_scan;
    if (mode == "location")
        return Text::page_hint_location;
    return mode == "open" ? Text::page_hint_open : Text::page_hint_code;
}

HttpResponse page_in(templates::Language language, const templates::Texts& texts)
{
    using templates::Text;
    constexpr std::string_view path = "bot/pages/meeting_code.html";
    static const templates::Pattern pattern{page_source(path)};
    const auto word = [&](Text id) { return in_html(texts.fill(language, id)); };
    auto response = page_file(path).value();
    response.body.clear();
    // The browser puts the seconds in.
    pattern.fill({{"lang", language == templates::Language::en ? "en" : "zh-CN"},
                  {"title", word(Text::page_title)},
                  {"picture", word(Text::page_picture)},
                  {"counts", word(Text::page_counts)},
                  {"over", word(Text::page_over)},
                  {"trouble", word(Text::page_trouble)},
                  {"turns", in_html(texts.fill(language, Text::page_turns, {{"seconds", "{}"}}))}},
                 response.body);
    return response;
}

std::string state_json(const handlers::CodePage& page, const Installation& installation, bool has_picture)
{
    const auto& zone = *installation.zone;
    const auto& texts = *installation.texts;
    const auto hint =
        page.open
            ? texts.fill(page.language, hint_text(page.mode))
            : texts.fill(page.language, templates::Text::page_opens,
                         {{"opens", zone.time_of_day(page.opens_at)}, {"starts", zone.time_of_day(page.starts_at)}});
    storage::JsonWriter out;
    out.object()
        .field("kind", texts.fill(page.language, handlers::kind_text(page.kind)))
        .field("organization", page.org_name)
        .field("topic", page.topic)
        .field("place", page.place)
        .field("hint", hint)
        .field("code", page.open ? page.code : "")
        .field("seconds_left", page.seconds_left)
        .field("open", page.open)
        .field("present", page.present)
        .field("due", page.due)
        .field("picture", has_picture)
        .end();
    return out.take();
}

} // namespace

asio::awaitable<HttpResponse> MeetingCodePage::handle(HttpRequest request)
{
    std::string_view path = request.path;
    if (request.method != "GET")
        co_return not_found();
    if (path.starts_with(pages_prefix) && path.find("..") == std::string_view::npos) {
        auto file = page_file("bot" + request.path);
        co_return file ? std::move(*file) : not_found();
    }
    if (!path.starts_with(meeting_prefix))
        co_return not_found();
    path.remove_prefix(meeting_prefix.size());
    const auto slash = path.find('/');
    const std::string token{path.substr(0, slash)};
    const std::string part{slash == std::string_view::npos ? "" : path.substr(slash + 1)};

    const auto installation = installation_; // a reload may come while this waits
    std::optional<handlers::CodePage> page;
    const auto now = clock_();
    auto look = [&](storage::ReadTx& tx) { page = handlers::code_page(tx, *installation->vault, token, now); };
    try {
        co_await database_.read(look);
    } catch (const storage::Busy&) {
        co_return json_response("{}", 503);
    }
    if (!page)
        co_return not_found();
    if (part.empty())
        co_return page_in(page->language, *installation->texts);
    if (part == "now")
        co_return json_response(state_json(*page, *installation, scenes_ != nullptr));
    if (part != "qr" || !scenes_)
        co_return not_found();
    const auto address = co_await scenes_->address(page->scene);
    if (!address)
        co_return not_found();
    HttpResponse picture;
    picture.content_type = "image/svg+xml";
    picture.body = qr_svg(*address);
    harden(picture);
    co_return picture;
}

} // namespace fingertip::bot

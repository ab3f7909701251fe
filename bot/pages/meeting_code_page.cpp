#include "bot/pages/meeting_code_page.hpp"

#include "bot/pages/page_files.hpp"
#include "bot/qr_picture.hpp"
#include "handlers/meetings/meeting_code.hpp"
#include "handlers/meetings/meeting_words.hpp"
#include "storage/json.hpp"

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

std::string state_json(const handlers::CodePage& page, const Installation& installation, bool has_picture)
{
    const auto& zone = *installation.zone;
    storage::JsonWriter out;
    out.object()
        .field("kind", installation.texts->fill(templates::Language::zh, handlers::kind_text(page.kind)))
        .field("organization", page.org_name)
        .field("topic", page.topic)
        .field("place", page.place)
        .field("mode", page.mode)
        .field("code", page.open ? page.code : "")
        .field("seconds_left", page.seconds_left)
        .field("open", page.open)
        .field("opens", zone.time_of_day(page.opens_at))
        .field("starts", zone.time_of_day(page.starts_at))
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
    if (part.empty()) {
        auto file = page_file("bot/pages/meeting_code.html");
        co_return file ? std::move(*file) : not_found();
    }
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

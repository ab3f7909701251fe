#include "bot/demo/desk_words.hpp"

#include "storage/json.hpp"

#include <array>

namespace fingertip::bot::demo {

using simulator::Act;
using storage::Json;

namespace {

constexpr std::int64_t most_minutes_late = 60 * 24 * 365;

std::optional<Act::Kind> kind_of(const std::string& word)
{
    constexpr std::array<std::pair<const char*, Act::Kind>, 9> kinds{{{"text", Act::Kind::text},
                                                                      {"tap", Act::Kind::tap},
                                                                      {"menu", Act::Kind::menu},
                                                                      {"voice", Act::Kind::voice},
                                                                      {"location", Act::Kind::location},
                                                                      {"image", Act::Kind::image},
                                                                      {"follow", Act::Kind::follow},
                                                                      {"unfollow", Act::Kind::unfollow},
                                                                      {"scan", Act::Kind::scan}}};
    for (const auto& [name, kind] : kinds)
        if (word == name)
            return kind;
    return std::nullopt;
}

} // namespace

std::optional<Wish> read_wish(const std::string& body)
{
    const auto in = Json::parse(body);
    if (!in)
        return std::nullopt;
    Wish wish;
    wish.account = in->text("account").value_or("");
    wish.again = in->boolean("again").value_or(false);
    const auto kind = kind_of(in->text("kind").value_or("text"));
    wish.minutes_late = in->integer("minutes_late").value_or(0);
    if (!kind || wish.minutes_late < 0 || wish.minutes_late > most_minutes_late)
        return std::nullopt;
    wish.act.kind = *kind;
    wish.act.text = in->text("text").value_or("");
    wish.act.latitude = in->real("latitude").value_or(0);
    wish.act.longitude = in->real("longitude").value_or(0);
    wish.page = in->text("page").value_or("");
    return wish;
}

std::string delivery_json(const simulator::Delivery& delivery, bool follows)
{
    storage::JsonWriter out;
    out.object()
        .field("text", delivery.shown.text)
        .field("article", delivery.shown.article)
        .field("title", delivery.shown.title)
        .field("description", delivery.shown.description)
        .field("url", delivery.shown.url)
        .field("event", delivery.event_xml)
        .field("request", delivery.request_line)
        .field("body", delivery.request_body)
        .field("attempts", delivery.attempts)
        .field("status", delivery.status)
        .field("answer", delivery.answer_body)
        .field("reply", delivery.reply_xml)
        .field("genuine", delivery.reply_is_genuine)
        .field("ms", delivery.milliseconds)
        .field("follows", follows)
        .end();
    return out.take();
}

} // namespace fingertip::bot::demo

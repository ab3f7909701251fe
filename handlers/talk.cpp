#include "handlers/talk.hpp"

#include "storage/json.hpp"

namespace fingertip::handlers {

namespace {

using storage::Json;
using storage::JsonWriter;

struct FieldWriter
{
    JsonWriter& out;
    template<class T>
    void operator()(const char* key, const T& value)
    {
        out.field(key, value);
    }
};

struct FieldReader
{
    const Json& in;
    void operator()(const char* key, std::string& value) { value = in.text(key).value_or(""); }
    void operator()(const char* key, std::int64_t& value) { value = in.integer(key).value_or(0); }
    void operator()(const char* key, bool& value) { value = in.boolean(key).value_or(false); }
    void operator()(const char* key, double& value) { value = in.real(key).value_or(0); }
};

void write_dialogue(JsonWriter& out, const char* key, std::optional<Dialogue> dialogue)
{
    if (!dialogue)
        return;
    out.key(key).object();
    std::visit(
        [&](auto& step) {
            out.field("step", step.name).field("version", step.version);
            step.visit(FieldWriter{out});
        },
        *dialogue);
    out.end();
}

template<std::size_t Index = 0>
std::optional<Dialogue> read_dialogue(const Json& in)
{
    if constexpr (Index == std::variant_size_v<Dialogue>) {
        return std::nullopt;
    } else {
        using Step = std::variant_alternative_t<Index, Dialogue>;
        if (in.text("step") != Step::name)
            return read_dialogue<Index + 1>(in);
        if (in.integer("version") != Step::version)
            return std::nullopt;
        Step step;
        step.visit(FieldReader{in});
        return step;
    }
}

} // namespace

std::string write(const Talk& talk)
{
    if (talk.empty())
        return {};
    JsonWriter out;
    out.object();
    write_dialogue(out, "dialogue", talk.dialogue);
    write_dialogue(out, "parked", talk.parked);
    if (!talk.menu.empty()) {
        out.key("menu").array();
        for (const auto& entry : talk.menu)
            out.value(entry);
        out.end().field("menu_until", storage::seconds(talk.menu_until));
    }
    if (!talk.yes.empty())
        out.field("yes", talk.yes);
    if (!talk.more.empty())
        out.field("more", talk.more);
    if (talk.undo)
        out.key("undo")
            .object()
            .field("what", talk.undo->what)
            .field("subject", talk.undo->subject)
            .field("until", storage::seconds(talk.undo->until))
            .field("detail", talk.undo->detail)
            .field("at", storage::seconds(talk.undo->at))
            .end();
    out.end();
    return out.take();
}

Talk read_talk(std::string_view json, bool& outdated)
{
    outdated = false;
    Talk talk;
    const auto in = Json::parse(json);
    if (!in)
        return talk;
    for (auto [key, place] : {std::pair{"dialogue", &talk.dialogue}, std::pair{"parked", &talk.parked}}) {
        const auto saved = in->at(key);
        if (!saved)
            continue;
        *place = read_dialogue(*saved);
        if (!*place)
            outdated = true;
    }
    if (const auto menu = in->at("menu"))
        for (const auto& entry : menu->items())
            talk.menu.push_back(entry.as_text().value_or(""));
    talk.menu_until = storage::from_seconds(in->integer("menu_until").value_or(0));
    talk.yes = in->text("yes").value_or("");
    talk.more = in->text("more").value_or("");
    if (const auto undo = in->at("undo"))
        talk.undo = Undoable{undo->text("what").value_or(""), undo->integer("subject").value_or(0),
                             storage::from_seconds(undo->integer("until").value_or(0)),
                             undo->text("detail").value_or(""), storage::from_seconds(undo->integer("at").value_or(0))};
    return talk;
}

} // namespace fingertip::handlers

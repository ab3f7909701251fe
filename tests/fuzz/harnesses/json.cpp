#include "storage/json.hpp"
#include "bot/platforms/utf8.hpp"
#include "tests/fuzz/harness.hpp"

#include <string>

using fingertip::storage::Json;
using fingertip::storage::JsonWriter;
using namespace fingertip::fuzz;

namespace {

void write(JsonWriter& out, const Json& value)
{
    if (value.is_object()) {
        const auto keys = value.keys();
        promise(keys.size() == value.size(), "an object has fewer keys than members");
        out.object();
        for (const auto& key : keys) {
            promise(fingertip::bot::platforms::is_utf8(key), "a key that is no UTF-8");
            out.key(key);
            write(out, value.at(key).value());
        }
        out.end();
    } else if (value.is_array()) {
        out.array();
        for (const auto& item : value.items())
            write(out, item);
        out.end();
    } else if (const auto text = value.as_text()) {
        promise(fingertip::bot::platforms::is_utf8(*text) && text->find('\0') == std::string::npos,
                "a text that is not clean");
        out.value(*text);
    } else if (const auto whole = value.as_integer()) {
        out.value(*whole);
    } else if (const auto real = value.as_real()) {
        out.value(*real == 0 ? 0.0 : *real); // "-0" is read as a whole number, which has no sign then
    } else if (const auto flag = value.as_boolean()) {
        out.value(*flag);
    } else {
        promise(value.is_null(), "a value of no type");
        out.value(nullptr);
    }
}

std::string written(const Json& value)
{
    JsonWriter out;
    write(out, value);
    return out.take();
}

void run(std::string_view input)
{
    // Any bytes written as a text can be read again.
    JsonWriter writer;
    const auto quoted = writer.array().value(input).end().take();
    if (input.find('\0') == std::string_view::npos) {
        const auto back = Json::parse(quoted, quoted.size());
        promise(back.has_value(), "a written text cannot be read");
        if (fingertip::bot::platforms::is_utf8(input))
            promise(back->at(std::size_t{0})->as_text() == input, "a written text comes back as another");
    }
    const auto document = Json::parse(input);
    if (!document)
        return;
    promise(fingertip::bot::platforms::is_utf8(input), "a document that is no UTF-8 is accepted");
    const auto once = written(*document);
    const auto second = Json::parse(once, once.size());
    promise(second.has_value(), "a written document cannot be read");
    promise(written(*second) == once, "a document changes when it is read and written again");
    const auto none = document->at("\x01 no such key");
    promise(!document->is_array() || !none, "an array has keys");
    promise(!document->at(document->size()), "something stands behind the end");
}

const Registered registered{"json", run};

} // namespace

#include "storage/json.hpp"
#include "bot/platforms/utf8.hpp"
#include "tests/fuzz/harness.hpp"

#include <algorithm>
#include <cmath>
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
        out.value(*real);
    } else if (const auto flag = value.as_boolean()) {
        out.value(*flag);
    } else {
        promise(value.is_null(), "a value of no type");
        out.value(nullptr);
    }
}

/// Numbers beyond whole ones within the parser's precision, which is a last place or two short of the exact one.
bool same(const Json& a, const Json& b)
{
    if (a.is_object() != b.is_object() || a.is_array() != b.is_array() || a.size() != b.size() || a.keys() != b.keys())
        return false;
    if (a.is_object())
        return std::ranges::all_of(a.keys(), [&](const auto& key) { return same(*a.at(key), *b.at(key)); });
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!same(*a.at(i), *b.at(i)))
            return false;
    if (a.as_integer() && b.as_integer())
        return a.as_integer() == b.as_integer();
    if (a.as_real() && b.as_real())
        return std::fabs(*a.as_real() - *b.as_real()) <= 1e-14 * std::fabs(*a.as_real());
    return a.as_text() == b.as_text() && a.as_boolean() == b.as_boolean() && a.is_null() == b.is_null();
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
    promise(same(*second, *document), "a document changes when it is written and read");
    const auto none = document->at("\x01 no such key");
    promise(!document->is_array() || !none, "an array has keys");
    promise(!document->at(document->size()), "something stands behind the end");
}

const Registered registered{"json", run};

} // namespace

#include "storage/json.hpp"

// The parser only: this version's document.h does not compile under clang 19 (it assigns to a const member).
// Its stack begins as a null pointer to which it adds before comparing: harmless on every machine there is, but no C++.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#endif
#include <rapidjson/encodedstream.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#ifdef __clang__
#pragma clang attribute pop
#endif

#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

namespace fingertip::storage {
namespace {

constexpr int max_depth = 32;
constexpr int max_number_characters = 32;

// Iterative: the recursive parser dies of 200,000 brackets. Validating: without it invalid UTF-8 passes. Never the
// full-precision flag: its arithmetic overflows on long numbers and then reads far outside a table.
constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;

bool belongs_to_number(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// One pass before the parser sees anything: what it must never be given, however well-formed.
bool harmless(std::string_view text)
{
    int depth = 0;
    int number = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\0') // the parser would take it for the end of the text and accept whatever follows
            return false;
        if (quoted) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                quoted = false;
            if (i < text.size() && text[i] == '\0')
                return false;
            continue;
        }
        number = belongs_to_number(c) ? number + 1 : 0;
        if (number > max_number_characters)
            return false;
        if (c == '"')
            quoted = true;
        else if (c == '[' || c == '{')
            ++depth;
        else if (c == ']' || c == '}')
            --depth;
        if (depth > max_depth)
            return false;
    }
    return true;
}

struct Member;
struct Node;
using Array = std::vector<Node>;
using Object = std::vector<Member>;

struct Node
{
    std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object> content;
};

struct Member
{
    std::string key;
    Node value;
};

bool unique_keys(const Object& object)
{
    std::vector<std::string_view> keys;
    keys.reserve(object.size());
    for (const auto& member : object)
        keys.push_back(member.key);
    std::ranges::sort(keys);
    return std::ranges::adjacent_find(keys) == keys.end();
}

// What the parser calls as it goes; false stops it. The names are the parser's.
class Builder
{
public:
    bool Null() { return add({nullptr}); }
    bool Bool(bool value) { return add({value}); }
    bool Int(int value) { return add({std::int64_t{value}}); }
    bool Uint(unsigned value) { return add({std::int64_t{value}}); }
    bool Int64(std::int64_t value) { return add({value}); }
    bool Uint64(std::uint64_t value)
    {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return Double(static_cast<double>(value));
        return add({static_cast<std::int64_t>(value)});
    }
    bool Double(double value) { return add({value}); }
    bool RawNumber(const char*, rapidjson::SizeType, bool) { return false; }
    bool String(const char* text, rapidjson::SizeType size, bool)
    {
        return is_clean({text, size}) && add({std::string{text, size}});
    }
    bool Key(const char* text, rapidjson::SizeType size, bool)
    {
        std::get<Object>(open_.back().content).push_back({std::string{text, size}, {}});
        return is_clean({text, size});
    }
    bool StartObject() { return start({Object{}}); }
    bool StartArray() { return start({Array{}}); }
    bool EndObject(rapidjson::SizeType) { return unique_keys(std::get<Object>(open_.back().content)) && close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }

    Node take() { return std::move(root_); }

private:
    // The parser lets two escapes through: NUL, and the second half of a character alone (which becomes ED A0–BF).
    static bool is_clean(std::string_view text)
    {
        const auto half = [](char a, char b) { return a == '\xed' && static_cast<unsigned char>(b) >= 0xa0; };
        return text.find('\0') == text.npos && std::ranges::adjacent_find(text, half) == text.end();
    }

    bool start(Node node)
    {
        open_.push_back(std::move(node));
        return true;
    }

    bool close()
    {
        Node closed = std::move(open_.back());
        open_.pop_back();
        return add(std::move(closed));
    }

    bool add(Node node)
    {
        if (open_.empty())
            root_ = std::move(node);
        else if (auto* array = std::get_if<Array>(&open_.back().content))
            array->push_back(std::move(node));
        else
            std::get<Object>(open_.back().content).back().value = std::move(node);
        return true;
    }

    Node root_;
    std::vector<Node> open_; ///< outermost first
};

template<class T>
const T* content(const std::shared_ptr<const void>& value)
{
    return std::get_if<T>(&static_cast<const Node*>(value.get())->content);
}

template<class T>
std::optional<T> copy(const std::shared_ptr<const void>& value)
{
    const T* found = content<T>(value);
    return found ? std::optional{*found} : std::nullopt;
}

} // namespace

std::optional<Json> Json::parse(std::string_view text, std::size_t max_bytes)
{
    if (text.size() > max_bytes || !harmless(text))
        return std::nullopt;
    rapidjson::MemoryStream bytes{text.data(), text.size()};
    rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> characters{bytes};
    rapidjson::Reader reader;
    Builder builder;
    if (reader.Parse<flags>(characters, builder).IsError())
        return std::nullopt;
    return Json{std::make_shared<const Node>(builder.take())};
}

bool Json::is_object() const
{
    return content<Object>(value_) != nullptr;
}

bool Json::is_array() const
{
    return content<Array>(value_) != nullptr;
}

bool Json::is_null() const
{
    return content<std::nullptr_t>(value_) != nullptr;
}

std::optional<std::string> Json::as_text() const
{
    return copy<std::string>(value_);
}

std::optional<std::int64_t> Json::as_integer() const
{
    return copy<std::int64_t>(value_);
}

std::optional<double> Json::as_real() const
{
    if (const auto* whole = content<std::int64_t>(value_))
        return static_cast<double>(*whole);
    return copy<double>(value_);
}

std::optional<bool> Json::as_boolean() const
{
    return copy<bool>(value_);
}

std::optional<Json> Json::at(std::string_view key) const
{
    const auto* object = content<Object>(value_);
    if (!object)
        return std::nullopt;
    const auto member = std::ranges::find(*object, key, &Member::key);
    if (member == object->end())
        return std::nullopt;
    return Json{std::shared_ptr<const void>{value_, &member->value}};
}

std::optional<std::string> Json::text(std::string_view key) const
{
    const auto member = at(key);
    return member ? member->as_text() : std::nullopt;
}

std::optional<std::int64_t> Json::integer(std::string_view key) const
{
    const auto member = at(key);
    return member ? member->as_integer() : std::nullopt;
}

std::optional<double> Json::real(std::string_view key) const
{
    const auto member = at(key);
    return member ? member->as_real() : std::nullopt;
}

std::optional<bool> Json::boolean(std::string_view key) const
{
    const auto member = at(key);
    return member ? member->as_boolean() : std::nullopt;
}

std::size_t Json::size() const
{
    if (const auto* array = content<Array>(value_))
        return array->size();
    const auto* object = content<Object>(value_);
    return object ? object->size() : 0;
}

std::optional<Json> Json::at(std::size_t index) const
{
    const auto* array = content<Array>(value_);
    if (!array || index >= array->size())
        return std::nullopt;
    return Json{std::shared_ptr<const void>{value_, &(*array)[index]}};
}

std::vector<Json> Json::items() const
{
    std::vector<Json> all;
    if (const auto* array = content<Array>(value_))
        for (const auto& item : *array)
            all.push_back(Json{std::shared_ptr<const void>{value_, &item}});
    return all;
}

std::vector<std::string> Json::keys() const
{
    std::vector<std::string> all;
    if (const auto* object = content<Object>(value_))
        for (const auto& member : *object)
            all.push_back(member.key);
    return all;
}

} // namespace fingertip::storage

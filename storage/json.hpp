#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::storage {

/// One value of a parsed document. Immutable and cheap to copy: copies and parts share the document and keep it alive,
/// and may be used on any thread. Every getter checks: a wrong type, a missing key or a number out of range is empty,
/// never an abort.
class Json
{
public:
    static constexpr std::size_t default_max_bytes = 1'000'000;

    /// Parses one whole document from outside. Empty when it is not JSON in valid UTF-8, or longer than `max_bytes`, or
    /// deeper than 32, or has a number of more than 32 characters, a key twice in one object, or a NUL in a string.
    static std::optional<Json> parse(std::string_view text, std::size_t max_bytes = default_max_bytes);

    bool is_object() const;
    bool is_array() const;
    bool is_null() const;

    std::optional<std::string> as_text() const;
    /// Whole numbers within 64 bits; empty for 1.0 or 1e3, which are written as real numbers.
    std::optional<std::int64_t> as_integer() const;
    std::optional<double> as_real() const;
    std::optional<bool> as_boolean() const;

    /// A member of an object; empty: not there, or this is no object. A member that is null is there.
    std::optional<Json> at(std::string_view key) const;
    std::optional<std::string> text(std::string_view key) const;
    std::optional<std::int64_t> integer(std::string_view key) const;
    std::optional<double> real(std::string_view key) const;
    std::optional<bool> boolean(std::string_view key) const;

    /// Members of an object or elements of an array; 0 for anything else.
    std::size_t size() const;
    /// Element of an array; empty past its end, or if this is no array.
    std::optional<Json> at(std::size_t index) const;
    /// The elements of an array, in order; empty if this is no array.
    std::vector<Json> items() const;
    /// The keys of an object, in order; empty if this is no object.
    std::vector<std::string> keys() const;

private:
    explicit Json(std::shared_ptr<const void> value) : value_{std::move(value)} {}

    std::shared_ptr<const void> value_; ///< points at the library's value, owns the whole document
};

/// Writes one document, in order. Text goes out as plain UTF-8, escaped only where JSON demands it; bytes that are not
/// UTF-8 become U+FFFD. Misuse (a key outside an object, something left open) is a programmer error and asserted.
class JsonWriter
{
public:
    JsonWriter& object();
    JsonWriter& array();
    /// Closes the innermost object or array.
    JsonWriter& end();
    JsonWriter& key(std::string_view key);

    JsonWriter& value(std::string_view text);
    JsonWriter& value(const std::string& text) { return value(std::string_view{text}); }
    JsonWriter& value(const char* text) { return value(std::string_view{text}); }
    JsonWriter& value(std::nullptr_t);
    /// Infinite and not-a-number become null.
    JsonWriter& value(double number);
    template<std::integral Number>
    JsonWriter& value(Number number)
    {
        if constexpr (std::same_as<Number, bool>)
            return literal(number ? "true" : "false");
        else if constexpr (std::signed_integral<Number>)
            return whole(static_cast<std::int64_t>(number));
        else
            return natural(static_cast<std::uint64_t>(number));
    }
    /// Empty becomes null.
    template<class T>
    JsonWriter& value(const std::optional<T>& maybe)
    {
        return maybe ? value(*maybe) : value(nullptr);
    }

    template<class T>
    JsonWriter& field(std::string_view name, const T& content)
    {
        return key(name).value(content);
    }

    /// The document; the writer may then be used for another.
    std::string take();

private:
    JsonWriter& literal(std::string_view text);
    JsonWriter& whole(std::int64_t number);
    JsonWriter& natural(std::uint64_t number);
    void separate();
    void quote(std::string_view text);

    std::string out_;
    std::string open_;       ///< closing brackets still owed, outermost first
    bool follows_ = false;   ///< a value stands before, in the same object or array
    bool after_key_ = false; ///< a key waits for its value
};

} // namespace fingertip::storage

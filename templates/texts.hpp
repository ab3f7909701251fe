#pragma once

#include "templates/text_ids.hpp"

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fingertip::templates {

enum class Language
{
    zh,
    en
};

/// A value for a placeholder; numbers become decimal digits.
class Filling
{
public:
    Filling(std::string_view name, std::string_view value) : name_{name}, value_{value} {}
    Filling(std::string_view name, const std::string& value) : name_{name}, value_{value} {}
    Filling(std::string_view name, const char* value) : name_{name}, value_{value} {}
    Filling(std::string_view name, long long value) : name_{name}, value_{std::to_string(value)} {}
    Filling(std::string_view name, long value) : Filling{name, static_cast<long long>(value)} {}
    Filling(std::string_view name, int value) : Filling{name, static_cast<long long>(value)} {}
    Filling(std::string_view name, std::size_t value) : Filling{name, static_cast<long long>(value)} {}
    Filling(std::string_view name, bool shown) : name_{name}, value_{shown ? "1" : ""}, section_{true} {}

    const std::string& name() const { return name_; }
    const std::string& value() const { return value_; }
    bool section() const { return section_; } ///< switches a {{#name}}…{{/name}} section instead of filling {{name}}

private:
    std::string name_;
    std::string value_;
    bool section_ = false;
};

/// All texts in all languages: the built-in ones, overridden by files of one directory. Immutable, shared by threads.
class Texts
{
public:
    /// Reads the built-in texts and, over them, DIRECTORY/zh-CN/*.toml and DIRECTORY/en/*.toml ("" for none).
    /// Throws std::runtime_error naming file and line when a file is not TOML, an id is unknown, or the placeholders of
    /// an override are not those of the built-in text.
    static std::shared_ptr<const Texts> load(const std::string& directory = "");
    ~Texts();

    /// The text with its placeholders filled. Values are never parsed again, and lose the characters ⟦ ⟧ and NUL.
    /// A placeholder without a value is a programmer's error (assert; empty in release).
    std::string fill(Language language, Text id, std::initializer_list<Filling> values = {}) const;

    /// The placeholders of a text, sorted: "name" for a value, "#name" for a section. For the test that both languages
    /// have the same.
    std::vector<std::string> placeholders(Language language, Text id) const;

private:
    Texts();
    struct Body;
    std::unique_ptr<Body> body_;
};

} // namespace fingertip::templates

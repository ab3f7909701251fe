#include "templates/texts.hpp"

#include "templates/embedded.hpp"
#include "templates/pattern.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <unordered_map>

namespace fingertip::templates {

extern const EmbeddedFiles embedded_texts;

namespace {

constexpr std::size_t text_count = std::size(text_names);
constexpr std::array<std::string_view, 2> folders{"zh-CN", "en"}; // in the order of Language

using Patterns = std::array<std::optional<Pattern>, text_count>;

const std::unordered_map<std::string_view, std::size_t>& index_of_names()
{
    static const auto index = [] {
        std::unordered_map<std::string_view, std::size_t> made;
        for (std::size_t i = 0; i < text_count; ++i)
            made.emplace(text_names[i], i);
        return made;
    }();
    return index;
}

[[noreturn]] void refuse(std::string_view file, std::size_t line, const std::string& why)
{
    throw std::runtime_error{std::string{file} + ":" + std::to_string(line) + ": " + why};
}

std::string list(const std::vector<std::string>& names)
{
    std::string out;
    for (const auto& name : names)
        out += (out.empty() ? "" : ", ") + name;
    return out.empty() ? "none" : out;
}

/// A multi-line string ends with the line break before its closing quotes; nobody wants that in a reply.
std::string_view without_last_breaks(std::string_view text)
{
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.remove_suffix(1);
    return text;
}

/// Every entry of one file, given to `take(index, pattern, line)`.
template<class Take>
void read(std::string_view name, std::string_view content, Take take)
{
    toml::table table;
    try {
        table = toml::parse(content, name);
    } catch (const toml::parse_error& error) {
        refuse(name, error.source().begin.line, std::string{error.description()});
    }
    for (const auto& [key, node] : table) {
        const std::size_t line = key.source().begin.line;
        const auto known = index_of_names().find(key.str());
        if (known == index_of_names().end())
            refuse(name, line, "there is no text called " + std::string{key.str()});
        const auto* text = node.as_string();
        if (!text)
            refuse(name, line, std::string{key.str()} + " must be a text in quotes");
        std::optional<Pattern> pattern;
        try {
            pattern.emplace(without_last_breaks(text->get()));
        } catch (const PatternError& error) {
            refuse(name, node.source().begin.line + error.line, std::string{key.str()} + ": " + error.what());
        }
        take(known->second, std::move(*pattern), line);
    }
}

void read_built_in(std::string_view folder, Patterns& patterns)
{
    const std::string prefix = "templates/" + std::string{folder} + "/";
    for (const auto& file : embedded_texts) {
        if (!file.name.starts_with(prefix))
            continue;
        read(file.name, file.text, [&](std::size_t id, Pattern pattern, std::size_t line) {
            if (patterns[id])
                refuse(file.name, line, std::string{text_names[id]} + " is there twice");
            patterns[id] = std::move(pattern);
        });
    }
    for (std::size_t id = 0; id < text_count; ++id)
        if (!patterns[id])
            throw std::runtime_error{prefix + ": the text " + text_names[id] + " is missing"};
}

std::string content_of(const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    std::string content{std::istreambuf_iterator<char>{file}, {}};
    if (!file)
        throw std::runtime_error{path.string() + ": cannot be read"};
    return content;
}

void read_overrides(const std::filesystem::path& folder, Patterns& patterns)
{
    if (!std::filesystem::is_directory(folder))
        return;
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        if (entry.path().extension() == ".toml")
            paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::array<bool, text_count> given{};
    for (const auto& path : paths) {
        const auto name = path.string();
        read(name, content_of(path), [&](std::size_t id, Pattern pattern, std::size_t line) {
            if (std::exchange(given[id], true))
                refuse(name, line, std::string{text_names[id]} + " is there twice");
            if (pattern.placeholders() != patterns[id]->placeholders())
                refuse(name, line,
                       std::string{text_names[id]} + " must use exactly these placeholders: " +
                           list(patterns[id]->placeholders()) + "; it uses: " + list(pattern.placeholders()));
            patterns[id] = std::move(pattern);
        });
    }
}

} // namespace

struct Texts::Body
{
    std::array<Patterns, folders.size()> languages;

    const Pattern& pattern(Language language, Text id) const
    {
        return *languages[static_cast<std::size_t>(language)][static_cast<std::size_t>(id)];
    }
};

Texts::Texts() : body_{std::make_unique<Body>()} {}
Texts::~Texts() = default;

std::shared_ptr<const Texts> Texts::load(const std::string& directory)
{
    std::shared_ptr<Texts> texts{new Texts};
    if (!directory.empty() && !std::filesystem::is_directory(directory))
        throw std::runtime_error{directory + ": is no directory (texts.directory)"};
    for (std::size_t language = 0; language < folders.size(); ++language) {
        auto& patterns = texts->body_->languages[language];
        read_built_in(folders[language], patterns);
        if (!directory.empty())
            read_overrides(std::filesystem::path{directory} / folders[language], patterns);
    }
    return texts;
}

std::string Texts::fill(Language language, Text id, std::initializer_list<Filling> values) const
{
    std::string out;
    body_->pattern(language, id).fill(values, out);
    return out;
}

std::vector<std::string> Texts::placeholders(Language language, Text id) const
{
    return body_->pattern(language, id).placeholders();
}

} // namespace fingertip::templates

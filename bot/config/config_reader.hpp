#pragma once

#include "bot/config.hpp"

#include <toml++/toml.h>

#include <limits>
#include <map>
#include <set>
#include <utility>

namespace fingertip::bot {

/// A name as it stands in environment variables: "wechat-main" -> "WECHAT_MAIN".
std::string folded_name(std::string_view name);

/// The file with the environment laid over it, read key by key. Whatever is asked for becomes a known key and a printed
/// setting; whatever was never asked for is reported by finish(). Nothing throws: problems are collected, and a value
/// that is wrong reads as its default. For config.cpp.
class ConfigReader
{
public:
    class Section;

    /// Parses; a text that is not TOML is one problem, and every key then reads as its default.
    ConfigReader(std::string_view text, std::string file, const Environment& environment);
    ~ConfigReader(); ///< wipes the secrets of the parsed file

    /// [name], whether it is there or not. Ask once for each.
    Section section(const std::string& name);
    /// Every [[name]] in order. Its environment variables have the element's own `name` in them.
    std::vector<Section> sections(const std::string& name);

    /// Reports sections that nobody asked for. Call it last.
    void finish();

    void problem(unsigned line, const std::string& sentence);
    bool parsed() const { return parsed_; }

    /// All problems, those of the file first and by line; then those of the environment.
    std::vector<std::string> problems() const;
    std::vector<Setting> take_settings() { return std::move(settings_); }
    std::vector<std::pair<std::string, Secret>> take_secrets() { return std::move(secrets_); }
    /// Did any secret come from the file (whose mode then matters)?
    bool secrets_in_file() const { return secrets_in_file_; }

private:
    struct Found
    {
        std::optional<std::string> from_environment;
        toml::node* node = nullptr;
        std::string source; ///< the variable's name, or "file:line"; empty: neither has the key
    };

    static constexpr unsigned nowhere = std::numeric_limits<unsigned>::max(); ///< the environment's problems come last

    std::string at(unsigned line) const { return file_ + ':' + std::to_string(line); }

    std::string file_;
    const Environment& environment_;
    toml::table root_;
    bool parsed_ = false;
    bool secrets_in_file_ = false;
    std::set<std::string> known_sections_;
    std::map<std::string, std::string> variables_; ///< environment variable -> section that owns it
    std::vector<std::pair<unsigned, std::string>> problems_;
    std::vector<Setting> settings_;
    std::vector<std::pair<std::string, Secret>> secrets_; ///< "section key" -> value
    std::vector<std::string*> to_wipe_;
};

/// One table of the file.
class ConfigReader::Section
{
public:
    const std::string& title() const { return title_; } ///< "[server]", "[[platform]] wechat-main"

    std::string text(const std::string& key, const std::string& otherwise);
    /// A text of a closed set, by its place in `values`.
    std::size_t choice(const std::string& key, const std::vector<std::string>& values, std::size_t otherwise);
    bool flag(const std::string& key, bool otherwise);
    int number(const std::string& key, int otherwise, int least, int most);
    std::chrono::milliseconds duration(const std::string& key, const std::string& otherwise,
                                       std::chrono::milliseconds least, std::chrono::milliseconds most);
    std::vector<std::string> list(const std::string& key, const std::vector<std::string>& otherwise);
    Secret secret(const std::string& key);
    /// A text that may hold a password; printed as `shown` makes it.
    Secret secret_text(const std::string& key, const std::string& otherwise,
                       const std::function<std::string(std::string_view)>& shown);
    /// The element's own name, from the file alone: the environment's variables are named after it.
    std::string own_name();

    /// Reads a text, and gives it to `parse` (returning optional); no value: "KEY 'TEXT' is not `form`".
    template<class Parse>
    auto parsed(const std::string& key, const std::string& otherwise, const std::string& form, Parse parse)
    {
        auto value = parse(text(key, otherwise));
        if (!value) {
            problem(key, quoted(text_of(key)) + " is not " + form);
            value = parse(otherwise);
        }
        return value;
    }

    /// Reports that the key's value will not do, at the place it came from.
    void problem(const std::string& key, const std::string& sentence);
    /// Reports keys that nobody asked for.
    void finish();
    /// The same, but every one of these keys is known though unread.
    void finish_knowing(const std::vector<std::string>& keys);

private:
    friend class ConfigReader;
    Section(ConfigReader& reader, std::string title, std::string prefix, toml::table* table, unsigned line);

    Found find(const std::string& key);
    void wrong_type(const std::string& key, const std::string& wanted);
    void record(const std::string& key, std::string value, const Found& found);
    std::string text_of(const std::string& key) const;
    static std::string quoted(const std::string& text) { return '\'' + text + '\''; }

    ConfigReader* reader_;
    std::string title_;
    std::string prefix_; ///< "FINGERTIP_SERVER_"
    toml::table* table_; ///< null: not in the file
    unsigned line_;
    std::vector<std::string> known_;
    std::map<std::string, std::string> raw_; ///< texts as they were read, for messages
};

} // namespace fingertip::bot

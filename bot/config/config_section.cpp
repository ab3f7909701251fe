#include "bot/config/config_reader.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace fingertip::bot {

namespace {

std::string as_toml(const std::string& text)
{
    std::ostringstream out;
    out << toml::toml_formatter{toml::value<std::string>{text},
                                toml::toml_formatter::default_flags & ~toml::format_flags::allow_literal_strings};
    return out.str();
}

std::string trimmed(std::string_view text)
{
    const auto start = text.find_first_not_of(" \t");
    if (start == std::string_view::npos)
        return {};
    return std::string{text.substr(start, text.find_last_not_of(" \t") - start + 1)};
}

} // namespace

ConfigReader::Section::Section(ConfigReader& reader, std::string title, std::string prefix, toml::table* table,
                               unsigned line)
    : reader_{&reader}, title_{std::move(title)}, prefix_{std::move(prefix)}, table_{table}, line_{line}
{
}

ConfigReader::Found ConfigReader::Section::find(const std::string& key)
{
    known_.push_back(key);
    const auto variable = prefix_ + folded_name(key);
    const auto [owner, fresh] = reader_->variables_.emplace(variable, title_);
    if (!fresh && owner->second != title_)
        problem(key, "the environment variable " + variable + " would mean this key and one of " + owner->second +
                         ": give one of the two another name");
    Found found;
    if (table_)
        found.node = table_->get(key);
    if ((found.from_environment = reader_->environment_(variable)))
        found.source = variable;
    else if (found.node)
        found.source = reader_->at(found.node->source().begin.line);
    return found;
}

void ConfigReader::Section::record(const std::string& key, std::string value, const Found& found)
{
    reader_->settings_.push_back({title_, key, std::move(value), found.source});
}

void ConfigReader::Section::problem(const std::string& key, const std::string& sentence)
{
    const auto variable = prefix_ + folded_name(key);
    if (reader_->environment_(variable)) {
        reader_->problem(ConfigReader::nowhere, "environment variable " + variable + ": " + key + ' ' + sentence);
        return;
    }
    const auto* node = table_ ? table_->get(key) : nullptr;
    reader_->problem(node ? node->source().begin.line : line_, title_ + ' ' + key + ' ' + sentence);
}

void ConfigReader::Section::wrong_type(const std::string& key, const std::string& wanted)
{
    problem(key, "must be " + wanted);
}

std::string ConfigReader::Section::text_of(const std::string& key) const
{
    const auto found = raw_.find(key);
    return found == raw_.end() ? std::string{} : found->second;
}

std::string ConfigReader::Section::text(const std::string& key, const std::string& otherwise)
{
    const auto found = find(key);
    auto value = otherwise;
    if (found.from_environment)
        value = *found.from_environment;
    else if (found.node && found.node->is_string())
        value = **found.node->as_string();
    else if (found.node)
        wrong_type(key, "a text in quotes, like \"" + otherwise + '"');
    record(key, as_toml(value), found);
    raw_[key] = value;
    return value;
}

std::size_t ConfigReader::Section::choice(const std::string& key, const std::vector<std::string>& values,
                                          std::size_t otherwise)
{
    const auto value = text(key, values[otherwise]);
    const auto place = std::ranges::find(values, value);
    if (place != values.end())
        return static_cast<std::size_t>(place - values.begin());
    std::string all;
    for (const auto& one : values)
        all += (all.empty() ? "" : ", ") + one;
    problem(key, quoted(value) + " is none of: " + all);
    return otherwise;
}

bool ConfigReader::Section::flag(const std::string& key, bool otherwise)
{
    const auto found = find(key);
    auto value = otherwise;
    if (found.from_environment) {
        if (*found.from_environment != "true" && *found.from_environment != "false")
            wrong_type(key, "true or false");
        else
            value = *found.from_environment == "true";
    } else if (found.node && found.node->is_boolean()) {
        value = **found.node->as_boolean();
    } else if (found.node) {
        wrong_type(key, "true or false, without quotes");
    }
    record(key, value ? "true" : "false", found);
    return value;
}

int ConfigReader::Section::number(const std::string& key, int otherwise, int least, int most)
{
    const auto found = find(key);
    std::optional<long long> value;
    if (found.from_environment) {
        const auto& text = *found.from_environment;
        long long number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc{} && end == text.data() + text.size() && !text.empty())
            value = number;
    } else if (found.node && found.node->is_integer()) {
        value = **found.node->as_integer();
    } else if (!found.node) {
        value = otherwise;
    }
    if (!value || *value < least || *value > most) {
        wrong_type(key, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        value = otherwise;
    }
    record(key, std::to_string(*value), found);
    return static_cast<int>(*value);
}

std::chrono::milliseconds ConfigReader::Section::duration(const std::string& key, const std::string& otherwise,
                                                          std::chrono::milliseconds least,
                                                          std::chrono::milliseconds most)
{
    const auto shown = [](std::chrono::milliseconds span) {
        const auto ms = span.count();
        return ms % 86'400'000 == 0 && ms ? std::to_string(ms / 86'400'000) + 'd'
               : ms % 60'000 == 0         ? std::to_string(ms / 60'000) + 'm'
               : ms % 1000 == 0           ? std::to_string(ms / 1000) + 's'
                                          : std::to_string(ms) + "ms";
    };
    const auto value = parsed(key, otherwise, "a span of time like \"90s\", \"20m\", \"2h\" or \"7d\"", parse_duration);
    if (*value < least || *value > most) {
        problem(key, quoted(text_of(key)) + " is not between " + shown(least) + " and " + shown(most));
        return *parse_duration(otherwise);
    }
    return *value;
}

std::vector<std::string> ConfigReader::Section::list(const std::string& key, const std::vector<std::string>& otherwise)
{
    const auto found = find(key);
    auto value = otherwise;
    if (found.from_environment) {
        value.clear();
        std::istringstream parts{*found.from_environment};
        for (std::string part; std::getline(parts, part, ',');)
            if (auto word = trimmed(part); !word.empty())
                value.push_back(std::move(word));
    } else if (found.node) {
        const auto* array = found.node->as_array();
        if (!array || (!array->empty() && !array->is_homogeneous(toml::node_type::string))) {
            wrong_type(key, "a list of texts, like [\"127.0.0.1\"]");
        } else {
            value.clear();
            for (const auto& element : *array)
                value.push_back(**element.as_string());
        }
    }
    std::string printed;
    for (const auto& one : value)
        printed += (printed.empty() ? "" : ", ") + as_toml(one);
    record(key, '[' + printed + ']', found);
    return value;
}

Secret ConfigReader::Section::secret(const std::string& key)
{
    return secret_text(key, "", [](std::string_view text) { return text.empty() ? "" : "***"; });
}

Secret ConfigReader::Section::secret_text(const std::string& key, const std::string& otherwise,
                                          const std::function<std::string(std::string_view)>& shown)
{
    const auto found = find(key);
    Secret value{std::string_view{otherwise}};
    auto printed = shown(value.reveal());
    if (found.from_environment) {
        value = Secret{std::string_view{*found.from_environment}};
        printed = shown(value.reveal());
    } else if (found.node && found.node->is_string()) {
        auto& text = **found.node->as_string();
        value = Secret{std::string_view{text}};
        printed = shown(value.reveal());
        reader_->to_wipe_.push_back(&text);
        reader_->secrets_in_file_ |= printed.find("***") != std::string::npos;
    } else if (found.node) {
        wrong_type(key, "a text in quotes");
    }
    record(key, as_toml(printed), found);
    reader_->secrets_.emplace_back(title_ + ' ' + key, value);
    return value;
}

std::string ConfigReader::Section::own_name()
{
    known_.push_back("name");
    const auto* node = table_->get("name");
    const auto* text = node ? node->as_string() : nullptr;
    const std::string value = text ? **text : std::string{};
    title_ += ' ' + (value.empty() ? "without a name" : value);
    prefix_ += folded_name(value) + '_';
    reader_->settings_.push_back(
        {title_, "name", as_toml(value), node ? reader_->at(node->source().begin.line) : std::string{}});
    return value;
}

void ConfigReader::Section::finish()
{
    finish_knowing({});
}

void ConfigReader::Section::finish_knowing(const std::vector<std::string>& keys)
{
    known_.insert(known_.end(), keys.begin(), keys.end());
    if (!table_)
        return;
    for (const auto& [key, node] : *table_) {
        const std::string name{key.str()};
        if (std::ranges::find(known_, name) != known_.end())
            continue;
        const auto near = nearest(name, known_);
        reader_->problem(key.source().begin.line, "unknown key '" + name + "' in " + title_ +
                                                      (near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
}

} // namespace fingertip::bot

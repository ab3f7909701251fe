#include "bot/config/config_reader.hpp"

#include <algorithm>

namespace fingertip::bot {

std::string folded_name(std::string_view name)
{
    std::string result;
    for (const char c : name)
        result += c == '-' || c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return result;
}

ConfigReader::ConfigReader(std::string_view text, std::string file, const Environment& environment)
    : file_{std::move(file)}, environment_{environment}
{
    try {
        root_ = toml::parse(text, file_);
        parsed_ = true;
    } catch (const toml::parse_error& error) {
        problem(error.source().begin.line, std::string{error.description()});
    }
}

ConfigReader::~ConfigReader()
{
    for (auto* text : to_wipe_)
        wipe(*text);
}

ConfigReader::Section ConfigReader::section(const std::string& name)
{
    known_sections_.insert(name);
    auto* node = root_.get(name);
    if (node && !node->is_table())
        problem(node->source().begin.line, node->is_array_of_tables()
                                               ? "there can be only one [" + name + "]: write it with single brackets"
                                               : "'" + name + "' is a section: write [" + name + "]");
    return {*this, '[' + name + ']', "FINGERTIP_" + folded_name(name) + '_', node ? node->as_table() : nullptr,
            node ? node->source().begin.line : 1};
}

std::vector<ConfigReader::Section> ConfigReader::sections(const std::string& name)
{
    known_sections_.insert(name);
    std::vector<Section> result;
    auto* node = root_.get(name);
    if (!node)
        return result;
    auto* array = node->as_array();
    if (!array || (!array->empty() && !array->is_homogeneous(toml::node_type::table))) {
        problem(node->source().begin.line,
                "there may be several of these: write [[" + name + "]] with double brackets");
        return result;
    }
    for (auto& element : *array)
        result.push_back({*this, "[[" + name + "]]", "FINGERTIP_" + folded_name(name) + '_', element.as_table(),
                          element.source().begin.line});
    return result;
}

void ConfigReader::finish()
{
    for (const auto& [key, node] : root_) {
        const std::string name{key.str()};
        if (known_sections_.contains(name))
            continue;
        const auto near = nearest(name, {known_sections_.begin(), known_sections_.end()});
        const std::string what = node.is_table() || node.is_array_of_tables() ? "section [" + name + ']'
                                                                              : "key '" + name + "' before any section";
        problem(key.source().begin.line, "unknown " + what + (near.empty() ? "" : "; did you mean [" + near + "]?"));
    }
}

void ConfigReader::problem(unsigned line, const std::string& sentence)
{
    problems_.emplace_back(line, line == nowhere ? sentence : at(line) + ": " + sentence);
}

std::vector<std::string> ConfigReader::problems() const
{
    auto sorted = problems_;
    std::ranges::sort(sorted);
    std::vector<std::string> result;
    for (auto& [line, sentence] : sorted)
        result.push_back(std::move(sentence));
    return result;
}

} // namespace fingertip::bot

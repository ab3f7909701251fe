#include "bot/roster/words.hpp"

#include "bot/tables/csv.hpp"
#include "handlers/words/calendar.hpp"

#include <array>
#include <charconv>
#include <span>
#include <vector>

namespace fingertip::bot::roster {

namespace {

/// One meaning and how people write it, the usual Chinese word first.
struct Meaning
{
    std::string_view name;
    std::vector<std::string_view> written;
};

const std::vector<Meaning>& level_words()
{
    static const std::vector<Meaning> words{
        {"committee", {"党委", "行业党委", "党工委", "基层党委"}},
        {"general_branch", {"党总支", "总支", "党总支部"}},
        {"branch", {"党支部", "支部", "联合党支部"}},
        {"group", {"党小组", "小组"}},
    };
    return words;
}
const std::vector<Meaning>& model_words()
{
    static const std::vector<Meaning> words{
        {"leading_firm", {"龙头企业+", "龙头企业"}},
        {"association", {"行业协会+", "行业协会"}},
        {"area", {"区域+", "区域"}},
    };
    return words;
}
const std::vector<Meaning>& category_words()
{
    static const std::vector<Meaning> words{
        {"full", {"正式党员", "党员", "中共党员", "正式"}},
        {"probationary", {"预备党员", "中共预备党员", "预备"}},
        {"development_target", {"发展对象"}},
        {"activist", {"入党积极分子", "积极分子"}},
        {"applicant", {"入党申请人", "申请人"}},
        {"masses", {"群众"}},
    };
    return words;
}
const std::vector<Meaning>& role_words()
{
    static const std::vector<Meaning> words{
        {"member", {"党员", "普通党员", "成员", "无"}},
        {"group_leader", {"党小组长", "小组长", "组长"}},
        {"committee_member",
         {"支委委员", "支委", "委员", "支部委员", "组织委员", "宣传委员", "纪检委员", "青年委员", "统战委员"}},
        {"deputy_secretary", {"副书记", "支部副书记"}},
        {"secretary", {"书记", "支部书记", "党支部书记", "总支书记", "党委书记"}},
        {"instructor", {"党建指导员", "指导员"}},
        {"party_worker", {"党务工作者", "党务干部"}},
        {"admin", {"管理员"}},
    };
    return words;
}

/// Small letters, underscores, and the full-width plus as the plain one.
std::string folded(std::string_view text)
{
    std::string word;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (text.substr(at).starts_with("＋")) {
            word += '+';
            at += 2;
        } else {
            word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == ' ' || c == '-' ? '_' : c;
        }
    }
    return word;
}

std::optional<std::string> find(const std::vector<Meaning>& words, std::string_view text)
{
    const auto word = folded(text);
    for (const auto& meaning : words) {
        if (word == meaning.name)
            return std::string{meaning.name};
        for (const auto written : meaning.written)
            if (word == written)
                return std::string{meaning.name};
    }
    return std::nullopt;
}

std::string list(const std::vector<Meaning>& words)
{
    std::string all;
    for (const auto& meaning : words) {
        all += all.empty() ? "" : ", ";
        all += std::string{meaning.name} + ' ' + std::string{meaning.written.front()};
    }
    return all;
}

std::optional<std::int64_t> within_range(std::optional<std::int64_t> day)
{
    static const auto first = *handlers::day_of(1900, 1, 1);
    static const auto last = *handlers::day_of(2199, 12, 31);
    return day && *day >= first && *day <= last ? day : std::nullopt;
}

} // namespace

std::optional<std::string> level_from(std::string_view text)
{
    return find(level_words(), text);
}
std::optional<std::string> model_from(std::string_view text)
{
    return find(model_words(), text);
}
std::optional<std::string> category_from(std::string_view text)
{
    return find(category_words(), text);
}
std::optional<std::string> role_from(std::string_view text)
{
    return find(role_words(), text);
}

std::optional<bool> yes_from(std::string_view text)
{
    const auto word = folded(text);
    for (const std::string_view yes : {"是", "yes", "y", "true", "1", "有"})
        if (word == yes)
            return true;
    for (const std::string_view no : {"", "否", "no", "n", "false", "0", "无"})
        if (word == no)
            return false;
    return std::nullopt;
}

std::optional<std::int64_t> day_from(std::string_view text, bool counts_from_1904)
{
    // A time behind the day says nothing more.
    if (const auto blank = text.find_first_of(" T"); blank != std::string_view::npos)
        text = text.substr(0, blank);
    std::array<int, 3> numbers{};
    std::size_t count = 0;
    std::array<std::size_t, 3> digits{};
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    while (at != end && count < numbers.size()) {
        const auto [next, error] = std::from_chars(at, end, numbers[count]);
        if (error != std::errc{} || *at == '-')
            return std::nullopt;
        digits[count++] = static_cast<std::size_t>(next - at);
        at = next;
        bool separated = false;
        for (const std::string_view separator : {"-", "/", ".", "年", "月", "日", "号"})
            if (std::string_view{at, end}.starts_with(separator)) {
                at += separator.size();
                separated = true;
                break;
            }
        if (!separated)
            break;
    }
    if (at != end || text.ends_with('-') || text.ends_with('/') || text.ends_with('.'))
        return std::nullopt;
    if (count == 3 && digits[0] == 4)
        return within_range(handlers::day_of(numbers[0], numbers[1], numbers[2]));
    if (count == 1 && digits[0] == 8)
        return within_range(handlers::day_of(numbers[0] / 10'000, numbers[0] / 100 % 100, numbers[0] % 100));
    if (count == 1 && digits[0] == 5) {
        // Day 1 of a workbook is 1 January 1900 and, as 1900 passes for a leap year there, day 61 is 1 March.
        const auto base = counts_from_1904 ? *handlers::day_of(1904, 1, 1) : *handlers::day_of(1899, 12, 30);
        return within_range(base + numbers[0]);
    }
    return std::nullopt;
}

bool is_masked_phone(std::string_view text)
{
    if (text.size() < 8 || text.find('*') == std::string_view::npos)
        return false;
    return text.find_first_not_of("0123456789*") == std::string_view::npos;
}

std::string levels()
{
    return list(level_words());
}
std::string models()
{
    return list(model_words());
}
std::string categories()
{
    return list(category_words());
}
std::string roles()
{
    return list(role_words());
}

} // namespace fingertip::bot::roster

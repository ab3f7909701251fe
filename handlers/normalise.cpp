#include "handlers/normalise.hpp"
namespace fingertip::handlers {
Normalised normalise(std::string_view t)
{
    std::string s{t};
    while (!s.empty() && s.back() == ' ')
        s.pop_back();
    return {s, s};
}
std::optional<Split> split_command(const Normalised& n, const std::vector<std::string_view>& w)
{
    for (auto x : w)
        if (n.text.starts_with(x)) {
            auto r = n.text.substr(x.size());
            while (!r.empty() && r[0] == ' ')
                r.erase(0, 1);
            return Split{x, Args{r}};
        }
    return {};
}
bool says_cancel(std::string_view s)
{
    return s == "取消";
}
bool says_resume(std::string_view s)
{
    return s == "继续";
}
bool says_yes(std::string_view s)
{
    return s == "是";
}
std::optional<std::string> Args::code() const
{
    if (rest_.size() < 6 || rest_.size() > 8)
        return {};
    for (char c : rest_)
        if (c < '0' || c > '9')
            return {};
    return rest_;
}
std::optional<std::size_t> Args::menu_number() const
{
    if (rest_.size() == 1 && rest_[0] > '0' && rest_[0] <= '9')
        return rest_[0] - '0';
    return {};
}
} // namespace fingertip::handlers

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingertip::handlers {

/// What somebody wrote after a command word, or instead of one.
class Args
{
public:
    Args() = default;
    /// `rest` as typed, but clean: no blanks at the ends, full-width forms made narrow.
    explicit Args(std::string rest) : rest_{std::move(rest)} {}

    const std::string& rest() const { return rest_; }
    bool empty() const { return rest_.empty(); }
    /// The whole of it is a check-in code: six to eight digits.
    std::optional<std::string> code() const;
    /// The whole of it is a number from 1 on, as picked from a menu.
    std::optional<std::size_t> menu_number() const;

private:
    std::string rest_;
};

} // namespace fingertip::handlers

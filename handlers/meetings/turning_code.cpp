#include "handlers/meetings/turning_code.hpp"

#include "storage/seal.hpp"

#include <cstdint>

namespace fingertip::handlers {

namespace {

std::string code_of(std::string_view secret, std::int64_t window, int digits)
{
    const std::string digest = storage::sha256(std::string{secret} + '/' + std::to_string(window));
    std::uint64_t number = 0;
    for (int i = 0; i < 8; ++i)
        number = number << 8 | static_cast<unsigned char>(digest[static_cast<std::size_t>(i)]);
    std::string code;
    for (int i = 0; i < digits; ++i) {
        code.insert(code.begin(), static_cast<char>('0' + number % 10));
        number /= 10;
    }
    return code;
}

} // namespace

std::string turning_code(std::string_view secret, storage::Time at, int digits)
{
    return code_of(secret, storage::seconds(at) / turn.count(), digits);
}

bool turning_code_is_valid(std::string_view secret, storage::Time at, int digits, std::string_view code)
{
    return code == turning_code(secret, at, digits) || code == turning_code(secret, at - turn, digits);
}

} // namespace fingertip::handlers

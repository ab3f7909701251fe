#include "bot/tables/encoding.hpp"

#include <unicode/ucnv.h>
#include <unicode/utf8.h>

#include <array>
#include <memory>

namespace fingertip::bot::tables {

namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

struct CloseConverter
{
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

std::optional<std::string> from_gb18030(std::string_view bytes)
{
    UErrorCode error = U_ZERO_ERROR;
    const Converter from{ucnv_open("GB18030", &error)};
    const Converter to{ucnv_open("UTF-8", &error)};
    if (U_FAILURE(error))
        return std::nullopt;
    // A byte that fits nothing is an error, not a question mark.
    ucnv_setToUCallBack(from.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
    ucnv_setFromUCallBack(to.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
    std::string text;
    std::array<char, 8192> piece;
    std::array<UChar, 4096> pivot;
    UChar* pivot_source = pivot.data();
    UChar* pivot_target = pivot.data();
    const char* source = bytes.data();
    for (UBool fresh = true;; fresh = false) {
        char* target = piece.data();
        error = U_ZERO_ERROR;
        ucnv_convertEx(to.get(), from.get(), &target, piece.data() + piece.size(), &source, bytes.data() + bytes.size(),
                       pivot.data(), &pivot_source, &pivot_target, pivot.data() + pivot.size(), fresh, true, &error);
        text.append(piece.data(), target);
        if (error != U_BUFFER_OVERFLOW_ERROR)
            break;
    }
    return U_FAILURE(error) ? std::nullopt : std::optional{std::move(text)};
}

} // namespace

bool is_utf8(std::string_view bytes)
{
    const auto size = static_cast<std::int64_t>(bytes.size());
    for (std::int64_t at = 0; at < size;) {
        UChar32 character;
        U8_NEXT(bytes.data(), at, size, character);
        if (character < 0)
            return false;
    }
    return true;
}

std::optional<std::string> to_utf8(std::string_view bytes)
{
    if (bytes.find('\0') != std::string_view::npos)
        return std::nullopt;
    if (bytes.starts_with(utf8_mark))
        bytes.remove_prefix(utf8_mark.size());
    if (is_utf8(bytes))
        return std::string{bytes};
    return from_gb18030(bytes);
}

} // namespace fingertip::bot::tables

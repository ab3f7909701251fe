#pragma once

#include "storage/when_memory_allows.hpp"

#include <exception>
#include <string>

namespace fingertip::storage::sqlite {

/// What an exception says.
inline std::string words_of(const std::exception_ptr& error)
{
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& failure) {
        return failure.what();
    } catch (...) {
        return "an unknown error";
    }
}

/// An exception of that kind, even when memory is short.
template<class Error>
std::exception_ptr told(const char* words)
{
    return when_memory_allows([&] { return std::make_exception_ptr(Error{words}); });
}

} // namespace fingertip::storage::sqlite

#include "tests/power/failing_new.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<bool> counting{false};
std::atomic<std::int64_t> allocations{0};
std::atomic<std::int64_t> fails_at{0};
thread_local int spared = 0;

[[maybe_unused]] bool fails()
{
    return counting.load(std::memory_order_relaxed) && spared == 0 &&
           ++allocations == fails_at.load(std::memory_order_relaxed);
}

[[maybe_unused]] void* take(std::size_t size)
{
    if (!fails())
        if (void* memory = std::malloc(size ? size : 1))
            return memory;
    throw std::bad_alloc{};
}

[[maybe_unused]] void* take(std::size_t size, std::align_val_t alignment)
{
    const auto step = static_cast<std::size_t>(alignment);
    if (!fails())
        if (void* memory = std::aligned_alloc(step, (size + step - 1) / step * step))
            return memory;
    throw std::bad_alloc{};
}

} // namespace

namespace fingertip::tests::power {

Spared::Spared()
{
    ++spared;
}

Spared::~Spared()
{
    --spared;
}

void fail_new_at(std::int64_t at)
{
    allocations = 0;
    fails_at = at;
    counting = true;
}

std::int64_t stop_failing_new()
{
    counting = false;
    return allocations;
}

} // namespace fingertip::tests::power

#ifndef FINGERTIP_NO_FAILING_NEW // ThreadSanitizer brings its own, and there may be only one

void* operator new(std::size_t size)
{
    return take(size);
}
void* operator new[](std::size_t size)
{
    return take(size);
}
void* operator new(std::size_t size, std::align_val_t alignment)
{
    return take(size, alignment);
}
void* operator new[](std::size_t size, std::align_val_t alignment)
{
    return take(size, alignment);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    return fails() ? nullptr : std::malloc(size ? size : 1);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept
{
    return fails() ? nullptr : std::malloc(size ? size : 1);
}
void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}

#endif

#include "tests/power/power_locks.hpp"

#include <sqlite3.h>

namespace fingertip::tests::power {

Hold::~Hold()
{
    const std::lock_guard guard{disk_.mutex()};
    let_go(SQLITE_LOCK_NONE);
    let_go_of_shm();
}

/// At most one holds more than a shared lock; PENDING keeps newcomers out until the readers are gone.
int Hold::lock(int level)
{
    const std::lock_guard guard{disk_.mutex()};
    if (level_ >= level)
        return SQLITE_OK;
    const bool by_another = file_->owner && file_->owner != this;
    if (level == SQLITE_LOCK_SHARED) {
        if (by_another && file_->owner_level >= SQLITE_LOCK_PENDING)
            return SQLITE_BUSY;
        ++file_->shared;
        level_ = SQLITE_LOCK_SHARED;
        return SQLITE_OK;
    }
    if (by_another)
        return SQLITE_BUSY;
    file_->owner = this;
    const bool alone = file_->shared == 1;
    level_ = level == SQLITE_LOCK_EXCLUSIVE && !alone ? SQLITE_LOCK_PENDING : level;
    file_->owner_level = level_;
    return level_ == level ? SQLITE_OK : SQLITE_BUSY;
}

int Hold::unlock(int level)
{
    const std::lock_guard guard{disk_.mutex()};
    let_go(level);
    return SQLITE_OK;
}

void Hold::let_go(int level)
{
    if (level_ <= level)
        return;
    if (file_->owner == this) {
        file_->owner = nullptr;
        file_->owner_level = SQLITE_LOCK_NONE;
    }
    if (level == SQLITE_LOCK_NONE)
        --file_->shared;
    level_ = level;
}

bool Hold::is_reserved() const
{
    const std::lock_guard guard{disk_.mutex()};
    return file_->owner != nullptr;
}

char* Hold::map(int region, int size, bool make)
{
    const std::lock_guard guard{disk_.mutex()};
    if (!uses_shm_) {
        uses_shm_ = true;
        ++file_->shm_users;
    }
    const auto wanted = static_cast<std::size_t>(region);
    while (make && file_->shm.size() <= wanted)
        file_->shm.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    return wanted < file_->shm.size() ? file_->shm[wanted].get() : nullptr;
}

int Hold::lock_shm(int first, int count, int flags)
{
    const std::lock_guard guard{disk_.mutex()};
    auto& slots = file_->slots;
    const auto mask = ((1u << count) - 1u) << first;
    if (flags & SQLITE_SHM_UNLOCK) {
        for (int i = first; i < first + count; ++i) {
            const auto bit = 1u << i;
            if (owned_slots_ & bit)
                slots[static_cast<std::size_t>(i)].owner = nullptr;
            if (shared_slots_ & bit)
                --slots[static_cast<std::size_t>(i)].shared;
        }
        owned_slots_ &= ~mask;
        shared_slots_ &= ~mask;
        return SQLITE_OK;
    }
    const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    for (int i = first; i < first + count; ++i) {
        const auto& slot = slots[static_cast<std::size_t>(i)];
        if ((slot.owner && slot.owner != this) || (exclusive && slot.shared > 0))
            return SQLITE_BUSY;
    }
    for (int i = first; i < first + count; ++i) {
        auto& slot = slots[static_cast<std::size_t>(i)];
        const auto bit = 1u << i;
        if (exclusive) {
            slot.owner = this;
            owned_slots_ |= bit;
        } else if (!(shared_slots_ & bit)) {
            ++slot.shared;
            shared_slots_ |= bit;
        }
    }
    return SQLITE_OK;
}

void Hold::unmap()
{
    const std::lock_guard guard{disk_.mutex()};
    let_go_of_shm();
}

/// The last one takes the memory with it, as the last one to close removes the file of shared memory.
void Hold::let_go_of_shm()
{
    for (std::size_t i = 0; i < file_->slots.size(); ++i) {
        if (owned_slots_ & (1u << i))
            file_->slots[i].owner = nullptr;
        if (shared_slots_ & (1u << i))
            --file_->slots[i].shared;
    }
    owned_slots_ = shared_slots_ = 0;
    if (uses_shm_ && --file_->shm_users == 0)
        file_->shm.clear();
    uses_shm_ = false;
}

} // namespace fingertip::tests::power

#include "tests/power/power_disk.hpp"

#include "tests/power/losses.hpp"

#include <algorithm>
#include <stdexcept>

namespace fingertip::tests::power {

void PowerDisk::load(const Image& image)
{
    const std::lock_guard lock{mutex_};
    names_.clear();
    for (const auto& [name, bytes] : image) {
        auto file = std::make_shared<File>();
        file->name = name;
        file->live = file->durable = bytes;
        names_[name] = std::move(file);
    }
    durable_names_ = names_;
    unsynced_names_.clear();
    on_ = true;
    cut_at_call_ = 0;
}

Image PowerDisk::durable() const
{
    const std::lock_guard lock{mutex_};
    Image image;
    for (const auto& [name, file] : durable_names_)
        image[name] = file->durable;
    return image;
}

void PowerDisk::cut_after(std::int64_t calls)
{
    const std::lock_guard lock{mutex_};
    cut_at_call_ = calls_ + calls;
    kill_only_ = false;
}

void PowerDisk::kill_after(std::int64_t calls)
{
    const std::lock_guard lock{mutex_};
    cut_at_call_ = calls_ + calls;
    kill_only_ = true;
}

void PowerDisk::cut()
{
    const std::lock_guard lock{mutex_};
    kill_only_ = false;
    if (on_) {
        cut_at_ = {Call::none, {}};
        go_dark();
    }
}

void PowerDisk::kill()
{
    const std::lock_guard lock{mutex_};
    kill_only_ = true;
    if (on_) {
        cut_at_ = {Call::none, {}};
        go_dark();
    }
}

void PowerDisk::lose(Loss loss)
{
    const std::lock_guard lock{mutex_};
    loss_is_set_ = true;
    loss_ = loss;
}

bool PowerDisk::is_on() const
{
    const std::lock_guard lock{mutex_};
    return on_;
}

void PowerDisk::set_fault(Fault fault)
{
    const std::lock_guard lock{mutex_};
    fault_ = fault;
    fault_calls_ = faults_met_ = 0;
}

void PowerDisk::clear_fault()
{
    set_fault({});
}

std::int64_t PowerDisk::faults_met() const
{
    const std::lock_guard lock{mutex_};
    return faults_met_;
}

void PowerDisk::lie(bool lying)
{
    const std::lock_guard lock{mutex_};
    lying_ = lying;
}

std::int64_t PowerDisk::calls() const
{
    const std::lock_guard lock{mutex_};
    return calls_;
}

std::pair<Call, std::string> PowerDisk::cut_at() const
{
    const std::lock_guard lock{mutex_};
    return cut_at_;
}

/// Counts a changing call and says what becomes of it.
Outcome PowerDisk::step(Call call, const std::string& name)
{
    if (!on_)
        return Outcome::off;
    if (++calls_ == cut_at_call_) {
        cut_at_ = {call, name};
        go_dark();
        return Outcome::off;
    }
    const bool counts = fault_.full ? call == Call::write : call != Call::remove;
    if (fault_.at == 0 || !counts)
        return Outcome::done;
    ++fault_calls_;
    if (fault_.from_then_on ? fault_calls_ < fault_.at : fault_calls_ != fault_.at)
        return Outcome::done;
    ++faults_met_;
    return fault_.full ? Outcome::full : Outcome::failed;
}

void PowerDisk::go_dark()
{
    on_ = false;
    cut_at_call_ = 0;
    killed_ = kill_only_;
    if (killed_)
        return;
    for (const auto& [name, file] : unsynced_names_)
        if (!lying_ && (loss_is_set_ ? loss_ == Loss::nothing : random_() % 2 == 0)) {
            if (file)
                durable_names_[name] = file;
            else
                durable_names_.erase(name);
        }
    unsynced_names_.clear();
    for (const auto& [name, file] : durable_names_) {
        file->durable = survivor(*file, loss_is_set_ ? loss_ : static_cast<Loss>(random_() % 5), random_);
        file->unsynced.clear();
    }
}

void PowerDisk::power_on()
{
    const std::lock_guard lock{mutex_};
    if (on_)
        throw std::logic_error{"the power is on"};
    on_ = true;
    if (killed_)
        return;
    names_ = durable_names_;
    for (const auto& [name, file] : names_)
        file->live = file->durable;
}

void PowerDisk::sync_names()
{
    durable_names_ = names_;
    unsynced_names_.clear();
}

std::shared_ptr<File> PowerDisk::open(const std::string& name, bool create, Outcome& why)
{
    const std::lock_guard lock{mutex_};
    why = step(Call::open, name);
    if (why != Outcome::done)
        return nullptr;
    if (const auto found = names_.find(name); found != names_.end())
        return found->second;
    auto file = std::make_shared<File>();
    file->name = name;
    if (name.empty()) // a temporary one that never had a name
        return file;
    if (!create)
        return nullptr;
    names_[name] = file;
    unsynced_names_.emplace_back(name, file);
    return file;
}

bool PowerDisk::exists(const std::string& name) const
{
    const std::lock_guard lock{mutex_};
    return on_ && names_.contains(name);
}

Outcome PowerDisk::write(File& file, std::size_t offset, const char* bytes, std::size_t size)
{
    const std::lock_guard lock{mutex_};
    if (!on_)
        return Outcome::off;
    // The write that is cut is among those that may survive or tear, so it is noted before it is counted.
    file.unsynced.push_back({offset, std::string{bytes, size}, false});
    const auto outcome = step(Call::write, file.name);
    if (outcome == Outcome::failed)
        file.unsynced.pop_back();
    if (outcome == Outcome::full)
        file.unsynced.back().bytes.resize(size / 2); // what still fitted
    if (outcome == Outcome::done || outcome == Outcome::full || (outcome == Outcome::off && killed_))
        lay(file.live, file.unsynced.back());
    return outcome;
}

Outcome PowerDisk::truncate(File& file, std::size_t size)
{
    const std::lock_guard lock{mutex_};
    if (!on_)
        return Outcome::off;
    file.unsynced.push_back({size, {}, true});
    const auto outcome = step(Call::truncate, file.name);
    if (outcome == Outcome::failed)
        file.unsynced.pop_back();
    else if (outcome == Outcome::done || killed_)
        file.live.resize(size);
    return outcome;
}

Outcome PowerDisk::sync(File& file, bool folder)
{
    const std::lock_guard lock{mutex_};
    const auto outcome = step(Call::sync, file.name);
    // As Linux does: what could not be written counts as clean from now on, is still to be read, and the next sync says
    // that all is well.
    if (outcome == Outcome::failed)
        file.unsynced.clear();
    if (outcome != Outcome::done || lying_)
        return outcome;
    for (const auto& change : file.unsynced)
        lay(file.durable, change);
    file.unsynced.clear();
    if (folder)
        sync_names();
    return outcome;
}

Outcome PowerDisk::remove(const std::string& name, bool sync_folder)
{
    const std::lock_guard lock{mutex_};
    const auto outcome = step(Call::remove, name);
    if (outcome != Outcome::done)
        return outcome;
    names_.erase(name);
    unsynced_names_.emplace_back(name, nullptr);
    if (sync_folder && !lying_)
        sync_names();
    return outcome;
}

std::int64_t PowerDisk::read(const File& file, std::size_t offset, char* bytes, std::size_t size) const
{
    const std::lock_guard lock{mutex_};
    if (!on_)
        return -1;
    const auto there = offset < file.live.size() ? std::min(size, file.live.size() - offset) : 0;
    std::copy_n(file.live.data() + std::min(offset, file.live.size()), there, bytes);
    return static_cast<std::int64_t>(there);
}

std::int64_t PowerDisk::size(const File& file) const
{
    const std::lock_guard lock{mutex_};
    return on_ ? static_cast<std::int64_t>(file.live.size()) : -1;
}

} // namespace fingertip::tests::power

#include "tests/power/losses.hpp"

#include <algorithm>

namespace fingertip::tests::power {

namespace {

constexpr std::size_t sector = 512;

void lay(std::string& content, std::size_t offset, const char* bytes, std::size_t size)
{
    if (content.size() < offset + size)
        content.resize(offset + size);
    std::copy_n(bytes, size, content.begin() + static_cast<std::ptrdiff_t>(offset));
}

std::size_t below(Random& random, std::size_t bound)
{
    return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random);
}

bool coin(Random& random)
{
    return below(random, 2) == 0;
}

/// Calls `each` with the begin and end of every part of the change that lies in one sector.
template<class Each>
void for_sectors(const File::Change& change, Each each)
{
    for (std::size_t begin = 0; begin < change.bytes.size();) {
        const auto left = sector - (change.offset + begin) % sector;
        const auto end = std::min(change.bytes.size(), begin + left);
        each(begin, end);
        begin = end;
    }
}

void lay_torn(std::string& content, const File::Change& change, Random& random)
{
    if (change.truncation || change.bytes.empty())
        return;
    std::vector<std::size_t> borders;
    for_sectors(change, [&](std::size_t begin, std::size_t) { borders.push_back(begin); });
    const auto border = borders[below(random, borders.size())];
    if (coin(random))
        lay(content, change.offset, change.bytes.data(), border);
    else
        lay(content, change.offset + border, change.bytes.data() + border, change.bytes.size() - border);
}

} // namespace

void lay(std::string& content, const File::Change& change)
{
    if (change.truncation)
        content.resize(change.offset);
    else
        lay(content, change.offset, change.bytes.data(), change.bytes.size());
}

std::string survivor(const File& file, Loss loss, Random& random)
{
    std::string left = file.durable;
    const auto& changes = file.unsynced;
    const auto whole = below(random, changes.size() + 1);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const auto& change = changes[i];
        if (loss == Loss::nothing || (loss == Loss::some && coin(random)) || (loss == Loss::torn && i < whole))
            lay(left, change);
        else if (loss == Loss::torn && i == whole)
            lay_torn(left, change, random);
        else if (loss == Loss::sectors && change.truncation && coin(random))
            lay(left, change);
        else if (loss == Loss::sectors)
            for_sectors(change, [&](std::size_t begin, std::size_t end) {
                if (coin(random))
                    lay(left, change.offset + begin, change.bytes.data() + begin, end - begin);
            });
    }
    return left;
}

} // namespace fingertip::tests::power

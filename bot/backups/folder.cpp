#include "bot/backups/folder.hpp"

#include "bot/backups/make.hpp"

#include <algorithm>
#include <ctime>
#include <functional>
#include <stdexcept>

namespace fingertip::bot::backups {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view begins = "fingertip-";
constexpr std::string_view pattern = "fingertip-00000000T000000Z.backup"; ///< 0: a digit

bool is_ours(std::string_view name)
{
    return name.size() == pattern.size() && std::equal(name.begin(), name.end(), pattern.begin(), [](char c, char p) {
               return p == '0' ? c >= '0' && c <= '9' : c == p;
           });
}

} // namespace

void BackupFolder::prepare() const
{
    std::error_code failed;
    if (fs::is_directory(path_, failed))
        return;
    fs::create_directories(path_, failed);
    if (failed)
        throw std::runtime_error{path_.string() + ": the folder for backups cannot be made (" + failed.message() +
                                 "); make it yourself, writable for this user ([backup] folder)"};
    fs::permissions(path_, fs::perms::owner_all);
}

std::string BackupFolder::name_for(storage::Time now) const
{
    const auto time = storage::seconds(now);
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char date[32];
    std::strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", &parts);
    return (path_ / (std::string{begins} + date + ".backup")).string();
}

std::vector<std::string> BackupFolder::names() const
{
    std::vector<std::string> found;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator{path_, failed})
        if (auto name = entry.path().filename().string(); is_ours(name))
            found.push_back(std::move(name));
    std::sort(found.begin(), found.end(), std::greater<>{}); // the date is written so that names order by it
    return found;
}

std::optional<BackupInfo> BackupFolder::newest() const
{
    for (const auto& name : names())
        try {
            return read_info((path_ / name).string());
        } catch (const std::exception&) { // somebody has cut it
        }
    return std::nullopt;
}

int BackupFolder::prune(int keep) const
{
    int gone = 0;
    std::error_code failed;
    const auto all = names();
    for (auto i = static_cast<std::size_t>(keep); i < all.size(); ++i)
        gone += fs::remove(path_ / all[i], failed);
    const auto ending = temporary_name("");
    for (const auto& entry : fs::directory_iterator{path_, failed}) {
        const auto name = entry.path().filename().string();
        if (name.ends_with(ending) && is_ours(std::string_view{name}.substr(0, name.size() - ending.size())))
            remove_leftover(entry.path().string());
    }
    return gone;
}

} // namespace fingertip::bot::backups

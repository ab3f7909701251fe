#pragma once

#include "bot/dispatcher.hpp"
#include "tests/power/power_disk.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fingertip::tests::power {

/// The database's name on a disk of memory.
inline constexpr const char* books_name = "/books.db";

/// One message as the platform knows it: what was sent and what was answered.
struct Line
{
    handlers::Incoming incoming;
    int member = 0;
    std::string reply; ///< empty: never acknowledged
};

/// A branch whose members check in to one open meeting: the books before anybody came, and what the bot needs.
class Branch
{
public:
    explicit Branch(int members);

    int members() const { return members_; }
    const Image& image() const { return image_; }
    const std::shared_ptr<const bot::Installation>& installation() const { return installation_; }
    storage::Time now() const { return now_; }

    /// A check-in of that member; each number is an event of its own.
    Line check_in(int member, int number) const;

private:
    const int members_;
    Image image_;
    std::shared_ptr<const bot::Installation> installation_;
    storage::Time now_{};
};

/// What the books say, read from an image as a program that starts on it would find them.
struct Inspection
{
    std::vector<std::string> wrong;         ///< what cannot be, whatever happened; empty: nothing
    std::map<std::string, bool> deliveries; ///< events worked on; false: without the reply that belongs to it
    std::map<int, int> entries;             ///< points entries by member
    std::map<int, bool> present;            ///< who came
};

/// Opens a copy of the image, checks its integrity and that each check-in is there whole: inbox, reply, attendance,
/// points, totals and the meeting's count agree.
Inspection inspect(const Image& image);

/// Compares with what was acknowledged; returns what is wrong, a sentence each.
std::vector<std::string> compare(const Inspection& found, const std::vector<Line>& ledger);

} // namespace fingertip::tests::power

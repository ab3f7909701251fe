#pragma once

#include "bot/books.hpp"
#include "bot/roster/members_file.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace fingertip::bot::roster {

/// What the books know of a line.
struct Match
{
    storage::MemberId id; ///< none: a new person
    std::string wrapped;
    std::vector<storage::roster::HeldRole> kept_roles; ///< that the file has no say in
    bool same = false;
    bool transfer = false;
    bool erased = false;
    bool withdrew = false;      ///< the file's phone, unit and exemption's reason are left out
    unsigned changed_users = 0; ///< bit k: of platform_users::kinds[k]
};

/// Numbers of people, the first of them by name.
struct Numbers
{
    std::size_t count = 0;
    std::string told;

    void add(const std::string& number);
    std::string say() const; ///< "3 (1002, 1003, 1004)"
};

/// A members file beside the books.
struct Comparison
{
    std::vector<Match> matches; ///< by line
    Numbers absent;
    Numbers erased;
    Numbers withdrew;
    /// By user_key: the number of who has that id and keeps it whatever the file says.
    std::unordered_map<std::string, std::string> users_elsewhere;
    std::size_t added = 0;
    std::size_t changed = 0;
    std::size_t transferred = 0;
    std::size_t same = 0;
};

/// The columns of a line that leave the books alone, as storage::roster_staging::Keep bits.
unsigned kept(const MembersFile& file, const MemberLine& line, const Match& match);

/// One id on one platform as a single word: "wecom LiMei".
std::string user_key(std::size_t kind, const std::string& id);

/// Reads the roster in pieces and compares. Blocks.
Comparison compare(Books& books, const MembersFile& file);

} // namespace fingertip::bot::roster

#include "bot/operations/book_operations.hpp"
#include "bot/roster/members_file.hpp"
#include "storage/audit.hpp"
#include "storage/organizations.hpp"
#include "storage/roster_staging.hpp"

#include <algorithm>

namespace fingertip::bot {

namespace {

using namespace roster;
namespace staging = storage::roster_staging;
namespace users = storage::platform_users;
using storage::MemberId;
using storage::roster::HeldRole;
using storage::roster::Person;

constexpr int most_organizations = 200'000;
constexpr int people_a_read = 500; ///< a reading thread is back after about ten milliseconds
constexpr int people_a_unit = 200; ///< staged by one write unit, some milliseconds of the writer
constexpr int people_a_clear = 1000;
constexpr std::size_t most_numbers_told = 200;
constexpr int most_attempts = 3;

/// What the books know of a line.
struct Match
{
    MemberId id; ///< none: a new person
    std::string wrapped;
    std::vector<HeldRole> kept_roles; ///< that the file has no say in
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

    void add(const std::string& number)
    {
        if (++count <= most_numbers_told)
            told += (told.empty() ? "" : ", ") + number;
    }
    std::string say() const
    {
        return std::to_string(count) + " (" + told + (count > most_numbers_told ? ", …" : "") + ")";
    }
};

struct Comparison
{
    std::vector<Match> matches; ///< by line
    Numbers absent;
    Numbers erased;
    Numbers withdrew;
    std::unordered_map<std::string, std::string>
        users_elsewhere; ///< "kind id" -> number, of those whom the file leaves
    std::size_t added = 0;
    std::size_t changed = 0;
    std::size_t transferred = 0;
    std::size_t same = 0;
};

/// The stored fields that the line leaves alone, put into the line's member, so that the rest can be compared.
storage::Member with_kept(const MemberLine& line, const storage::Member& stored, unsigned keep)
{
    auto member = line.member;
    member.id = stored.id;
    if (keep & staging::keep_phone)
        member.phone = stored.phone;
    if (keep & staging::keep_unit)
        member.unit = stored.unit;
    if (keep & staging::keep_joined)
        member.joined_on = stored.joined_on;
    if (keep & staging::keep_confirmed)
        member.confirmed_on = stored.confirmed_on;
    if (keep & staging::keep_exempt_until)
        member.due_exempt_until = stored.due_exempt_until;
    if (keep & staging::keep_exempt_reason)
        member.due_exempt_reason = stored.due_exempt_reason;
    if (keep & staging::keep_rights)
        member.rights_suspended = stored.rights_suspended;
    return member;
}

bool same_fields(const storage::Member& a, const storage::Member& b)
{
    return a.name == b.name && a.phone == b.phone && a.category == b.category && a.home == b.home && a.host == b.host &&
           a.unit == b.unit && a.joined_on == b.joined_on && a.confirmed_on == b.confirmed_on &&
           a.due_exempt_until == b.due_exempt_until && a.due_exempt_reason == b.due_exempt_reason &&
           a.rights_suspended == b.rights_suspended;
}

/// What a person's own wish keeps out of the books, as the columns to keep.
constexpr unsigned withdrawn = staging::keep_phone | staging::keep_unit | staging::keep_exempt_reason;

/// The columns of a line that leave the books alone.
unsigned kept(const MembersFile& file, const MemberLine& line, const Match& match)
{
    return file.keep | (line.masked_phone ? staging::keep_phone : 0u) | (match.withdrew ? withdrawn : 0u);
}

bool keeps_user(unsigned keep, std::size_t kind)
{
    return (keep & (staging::keep_users << kind)) != 0;
}

std::string user_key(std::size_t kind, const std::string& id)
{
    return std::string{users::kinds[kind]} + ' ' + id;
}

bool has(const std::vector<HeldRole>& roles, const HeldRole& role)
{
    return std::ranges::find(roles, role) != roles.end();
}

void match(const MembersFile& file, const MemberLine& line, const Person& person, Match& found)
{
    found.id = person.member.id;
    found.wrapped = person.wrapped;
    found.erased = person.erased;
    if (person.erased)
        return;
    found.withdrew = person.withdrew;
    for (std::size_t kind = 0; kind < users::kinds.size(); ++kind)
        if (!keeps_user(file.keep, kind) && line.users[kind] != person.users[kind])
            found.changed_users |= 1u << kind;
    // A file without the column of further roles says nothing about roles held elsewhere.
    if (!file.has_more_roles)
        for (const auto& role : person.roles)
            if (role.imported && role.org != person.member.home && role.org != line.member.home)
                found.kept_roles.push_back(role);
    const bool all_held =
        std::ranges::all_of(line.roles, [&](const HeldRole& role) { return has(person.roles, role); });
    const bool none_to_end = std::ranges::none_of(person.roles, [&](const HeldRole& role) {
        return role.imported && !has(line.roles, role) && !has(found.kept_roles, role);
    });
    found.transfer = person.member.home != line.member.home;
    found.same = all_held && none_to_end && found.changed_users == 0 &&
                 same_fields(with_kept(line, person.member, kept(file, line, found)), person.member);
}

/// Reads the roster in pieces and compares.
Comparison compare(Books& books, const MembersFile& file)
{
    std::unordered_map<std::string_view, std::size_t> by_number;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
        by_number.emplace(file.lines[i].member.member_no, i);
    Comparison result;
    result.matches.resize(file.lines.size());
    for (MemberId after;;) {
        std::vector<Person> page;
        books.database.read_now([&](storage::ReadTx& tx) {
            page = storage::roster::people(tx, *books.installation.vault, after, "/", people_a_read);
        });
        for (const auto& person : page) {
            const auto at = by_number.find(person.member.member_no);
            if (at != by_number.end())
                match(file, file.lines[at->second], person, result.matches[at->second]);
            else if (!person.erased)
                result.absent.add(person.member.member_no);
            for (std::size_t kind = 0; kind < users::kinds.size(); ++kind)
                if (!person.users[kind].empty() && (at == by_number.end() || keeps_user(file.keep, kind)))
                    result.users_elsewhere.emplace(user_key(kind, person.users[kind]), person.member.member_no);
        }
        if (page.size() < people_a_read)
            break;
        after = page.back().member.id;
    }
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const auto& line = file.lines[i];
        auto& match = result.matches[i];
        if (match.erased) {
            result.erased.add(line.member.member_no);
            continue;
        }
        if (match.withdrew)
            result.withdrew.add(line.member.member_no);
        for (std::size_t kind = 0; !match.id && kind < users::kinds.size(); ++kind)
            if (!line.users[kind].empty())
                match.changed_users |= 1u << kind;
        ++(!match.id ? result.added : match.same ? result.same : result.changed);
        result.transferred += match.transfer;
    }
    return result;
}

/// What is wrong with a line only because of what the books hold.
void complain_of_matches(const MembersFile& file, const Comparison& comparison, Complaints& complaints)
{
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const auto& line = file.lines[i];
        if (line.masked_phone && !comparison.matches[i].id)
            complaints.add(line.line, "phone",
                           "the number is masked, and the books have no such person to keep it from");
        for (std::size_t kind = 0; kind < users::kinds.size(); ++kind) {
            const auto holder = comparison.users_elsewhere.find(user_key(kind, line.users[kind]));
            if (!line.users[kind].empty() && holder != comparison.users_elsewhere.end())
                complaints.add(line.line, std::string{users::kinds[kind]} + "_user_id",
                               "the account " + line.users[kind] + " is that of number " + holder->second);
        }
    }
}

void clear_staging(Books& books)
{
    for (bool more = true; more;)
        books.database.write_now([&](storage::Tx& tx) { more = staging::clear(tx, people_a_clear); });
}

/// Seals outside the writer and stages in bounded units.
void stage(Books& books, const MembersFile& file, const Comparison& comparison)
{
    std::int64_t next = 0;
    books.database.read_now([&](storage::ReadTx& tx) { next = staging::last_member(tx) + 1; });
    std::vector<staging::SealedArrival> unit;
    const auto put = [&] {
        books.database.write_now([&](storage::Tx& tx) {
            for (const auto& arrival : unit)
                staging::put(tx, arrival);
        });
        unit.clear();
    };
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const auto& line = file.lines[i];
        const auto& match = comparison.matches[i];
        if (match.same || match.erased)
            continue;
        staging::Arrival arrival;
        arrival.member = line.member;
        arrival.known = static_cast<bool>(match.id);
        arrival.member.id = match.id ? match.id : MemberId{next++};
        arrival.wrapped = match.wrapped;
        arrival.keep = kept(file, line, match);
        if (match.withdrew) {
            arrival.member.phone.clear();
            arrival.member.unit.clear();
            arrival.member.due_exempt_reason.clear();
        }
        for (std::size_t kind = 0; kind < users::kinds.size(); ++kind)
            if (match.changed_users & (1u << kind))
                arrival.users[kind] = line.users[kind];
        arrival.roles = line.roles;
        arrival.roles.insert(arrival.roles.end(), match.kept_roles.begin(), match.kept_roles.end());
        unit.push_back(staging::seal(*books.installation.vault, arrival));
        if (unit.size() == people_a_unit)
            put();
    }
    if (!unit.empty())
        put();
}

staging::Switched switch_over(Books& books)
{
    staging::Switched done;
    const auto now = books.clock();
    const auto today = books.installation.zone->day(now);
    books.database.write_now([&](storage::Tx& tx) {
        done = staging::take_over(tx, today, now);
        storage::audit::note(tx, {}, "members_imported", {}, 0,
                             "added " + std::to_string(done.added) + " changed " + std::to_string(done.changed), now);
    });
    return done;
}

std::string summary(const Comparison& comparison, const MembersFile& file, const staging::Switched& done, bool dry)
{
    std::string text = "members: " + std::to_string(comparison.added) + " new, " + std::to_string(comparison.changed) +
                       " changed (" + std::to_string(comparison.transferred) + " transferred), " +
                       std::to_string(comparison.same) + " as before" +
                       (dry ? "; a dry run: nothing was written\n" : "\n");
    if (done.roles_given + done.roles_ended > 0)
        text +=
            "roles: " + std::to_string(done.roles_given) + " given, " + std::to_string(done.roles_ended) + " ended\n";
    if (comparison.absent.count > 0)
        text += "not in this file, left as they are: " + comparison.absent.say() + '\n';
    if (comparison.erased.count > 0)
        text += "erased at their own wish, left as they are: " + comparison.erased.say() + '\n';
    if (comparison.withdrew.count > 0)
        text += "erased their own data and have not bound again, so phone and unit stay away: " +
                comparison.withdrew.say() + '\n';
    for (const auto& remark : file.remarks)
        text += remark + '\n';
    return text;
}

} // namespace

BookAnswer import_members(Books& books, const BookRequest& request)
{
    const auto format = request.option("format");
    Complaints complaints;
    auto read = tables::read_table(request.input);
    if (const auto* error = std::get_if<tables::TableError>(&read)) {
        complaints.add(error->line, error->column ? "column " + std::to_string(error->column) : "", error->detail);
        return complaints.refuse(format);
    }
    OrganizationCodes codes;
    books.database.read_now([&](storage::ReadTx& tx) {
        for (const auto& organization : storage::organizations::subtree(tx, "/", most_organizations))
            codes.emplace(organization.code, organization.id);
    });
    const auto file = read_members(std::get<tables::Table>(read), codes, complaints);
    read = tables::Table{};
    if (!complaints.empty())
        return complaints.refuse(format);

    const bool dry = request.option("dry-run") == "yes";
    for (int attempt = 1;; ++attempt) {
        const auto comparison = compare(books, file);
        complain_of_matches(file, comparison, complaints);
        if (!complaints.empty())
            return complaints.refuse(format);
        staging::Switched done;
        if (dry || comparison.added + comparison.changed == 0)
            return {0, summary(comparison, file, done, dry), {}};
        try {
            clear_staging(books); // of an import that died
            stage(books, file, comparison);
            done = switch_over(books);
        } catch (const storage::Conflict&) {
            // Somebody else added a person meanwhile: their key or number is taken now. Look again.
            if (attempt == most_attempts)
                throw;
            continue;
        }
        clear_staging(books);
        return {0, summary(comparison, file, done, dry), {}};
    }
}

} // namespace fingertip::bot

#include "bot/operations/book_operations.hpp"
#include "bot/roster/comparison.hpp"
#include "storage/audit.hpp"
#include "storage/people/organizations.hpp"
#include "storage/people/roster_staging.hpp"

#include <algorithm>

namespace fingertip::bot {

namespace {

using namespace roster;
namespace staging = storage::roster_staging;
namespace users = storage::platform_users;
using storage::MemberId;

constexpr int most_organizations = 200'000;
constexpr int people_a_unit = 200; ///< staged by one write unit, some milliseconds of the writer
constexpr int people_a_clear = 1000;
constexpr int most_attempts = 3;

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

#include "bot/registers/register.hpp"
#include "storage/people/roster.hpp"

namespace fingertip::bot::registers {

namespace {

namespace stored = storage::registers;

void write_points(const Export& to)
{
    const auto& vault = *to.books.installation.vault;
    for_each_row(
        to.books,
        [&](storage::ReadTx& tx, stored::Place after) {
            return stored::points(tx, vault, to.scope, after, rows_a_read);
        },
        [&](const stored::PointsRow& row) {
            to.out.row({number(row.place.first), text(row.member_no), text(row.rule), number(row.subject),
                        number(row.points), time(to, row.at), text(row.reason),
                        row.reversed_by ? number(row.reversed_by) : Cell{}, text(row.author)});
        });
}

/// One person after the other, so that a book stands together.
void write_book(const Export& to)
{
    constexpr int people_a_read = 50;
    const auto& vault = *to.books.installation.vault;
    for (storage::MemberId after;;) {
        std::vector<stored::BookRow> rows;
        std::vector<storage::roster::Person> people;
        to.books.database.read_now([&](storage::ReadTx& tx) {
            rows.clear();
            people = to.scope.member ? storage::roster::people(tx, vault, {to.scope.member.value - 1}, "/", 1)
                                     : storage::roster::people(tx, vault, after, to.scope.path, people_a_read);
            for (const auto& person : people)
                for (auto& row : stored::book(tx, vault, to.scope, person.member.id))
                    rows.push_back(std::move(row));
        });
        for (const auto& row : rows)
            to.out.row({text(row.member_no), text(row.name), time(to, row.at), text(row.matter), number(row.subject),
                        text(row.what), text(row.status), row.points ? number(*row.points) : Cell{}, text(row.text),
                        text(row.author)});
        if (people.size() < static_cast<std::size_t>(people_a_read))
            return;
        after = people.back().member.id;
    }
}

} // namespace

std::vector<Register> points_registers()
{
    return {
        {"points",
         false,
         {"entry_id", "member_no", "rule", "subject", "points", "at", "reason", "reversed_by", "author"},
         &write_points},
        {"book",
         true,
         {"member_no", "name", "at", "matter", "subject", "what", "status", "points", "text", "author"},
         &write_book},
    };
}

} // namespace fingertip::bot::registers

#include "storage/contents.hpp"

#include "storage/types.hpp"

#include <array>

namespace fingertip::storage {

namespace {

struct Counted
{
    const char* name;
    Sql sql;
};

constexpr std::array counted{
    Counted{"organizations", {"contents.organizations", "SELECT count(*) FROM organizations"}},
    Counted{"members", {"contents.members", "SELECT count(*) FROM members"}},
    Counted{"bindings", {"contents.bindings", "SELECT count(*) FROM bindings"}},
    Counted{"meetings", {"contents.meetings", "SELECT count(*) FROM meetings"}},
    Counted{"attendance", {"contents.attendance", "SELECT count(*) FROM attendance"}},
    Counted{"minutes", {"contents.minutes", "SELECT count(*) FROM minutes"}},
    Counted{"resolutions", {"contents.resolutions", "SELECT count(*) FROM resolutions"}},
    Counted{"points", {"contents.points", "SELECT count(*) FROM points_entries"}},
    Counted{"requests", {"contents.requests", "SELECT count(*) FROM requests"}},
    Counted{"messages", {"contents.messages", "SELECT count(*) FROM inbox"}},
    Counted{"outbox", {"contents.outbox", "SELECT count(*) FROM outbox"}},
    Counted{"audit", {"contents.audit", "SELECT count(*) FROM audit"}},
};

constexpr Sql sum_ledger{"contents.ledger", "SELECT coalesce(sum(points), 0) FROM points_entries"};
constexpr Sql sum_balances{"contents.balances", "SELECT coalesce(sum(points), 0) FROM points_totals WHERE period = ''"};

/// A column of sealed values. Rows are: value; the row's key and its further part, as the value was sealed with; whose
/// key sealed it (0: the installation's), and that key.
struct Sealed
{
    const char* column;
    Sql sql;
    bool survives_erasure = false; ///< an erasure leaves the value, but nothing opens it any more
};

#define OF_MEMBER(column)                                                                                              \
    "SELECT m." column ", m.id, '', m.id, k.wrapped FROM members m LEFT JOIN person_keys k ON k.member_id = m.id "     \
    "WHERE m." column " IS NOT NULL AND m.erased_at IS NULL"
#define OF_REQUEST(column)                                                                                             \
    "SELECT r." column ", r.id, '', r.member_id, k.wrapped FROM requests r "                                           \
    "LEFT JOIN person_keys k ON k.member_id = r.member_id WHERE length(r." column ") > 0"

constexpr std::array sealed{
    Sealed{"members.name", {"contents.names", OF_MEMBER("name")}},
    Sealed{"members.phone", {"contents.phones", OF_MEMBER("phone")}},
    Sealed{"members.unit", {"contents.units", OF_MEMBER("unit")}},
    Sealed{"members.due_exempt_reason", {"contents.exempt_reasons", OF_MEMBER("due_exempt_reason")}},
    Sealed{"platform_users.user_id", {"contents.platform_users", R"sql(
        SELECT u.user_id, u.member_id, u.kind, u.member_id, k.wrapped FROM platform_users u
        LEFT JOIN person_keys k ON k.member_id = u.member_id
    )sql"}},
    Sealed{"meetings.topic", {"contents.topics", "SELECT topic, id, '', 0, x'' FROM meetings WHERE topic IS NOT NULL"}},
    Sealed{"meetings.place", {"contents.places", "SELECT place, id, '', 0, x'' FROM meetings WHERE place IS NOT NULL"}},
    Sealed{"attendance.reason", {"contents.leave_reasons", R"sql(
        SELECT a.reason, a.member_id, a.meeting_id, a.member_id, k.wrapped FROM attendance a
        LEFT JOIN person_keys k ON k.member_id = a.member_id WHERE length(a.reason) > 0
    )sql"}},
    Sealed{"minutes.body", {"contents.minutes_bodies", "SELECT body, meeting_id, '', 0, x'' FROM minutes"}},
    Sealed{"resolutions.subject",
           {"contents.subjects", "SELECT subject, id, '', 0, x'' FROM resolutions WHERE length(subject) > 0"}},
    Sealed{"points_entries.reason",
           {"contents.points_reasons", R"sql(
        SELECT e.reason, e.id, '', e.member_id, k.wrapped FROM points_entries e
        LEFT JOIN person_keys k ON k.member_id = e.member_id WHERE e.reason IS NOT NULL
    )sql"},
           true},
    Sealed{"requests.body", {"contents.request_bodies", OF_REQUEST("body")}, true},
    Sealed{"requests.answer", {"contents.request_answers", OF_REQUEST("answer")}, true},
    Sealed{"inbox.reply",
           {"contents.replies", R"sql(
        SELECT i.reply, 0, i.delivery_id, i.sealed_for, k.wrapped FROM inbox i
        LEFT JOIN person_keys k ON k.member_id = i.sealed_for WHERE i.reply IS NOT NULL
    )sql"},
           true},
    Sealed{"dead_letters.body", {"contents.dead_letters", "SELECT body, at, platform, 0, x'' FROM dead_letters"}},
};

#undef OF_MEMBER
#undef OF_REQUEST

std::int64_t number(ReadTx& tx, const Sql& sql)
{
    auto rows = tx.query(sql);
    return rows.next() ? rows.integer(0) : 0;
}

bool opens(const Rows& row, const char* column, const Vault& vault)
{
    const auto more = row.text(2);
    const Row place{column, row.integer(1), more};
    const MemberId owner{row.integer(3)};
    if (!owner)
        return vault.installation().open(place, row.view(0)).has_value();
    const auto person = vault.person(owner, row.view(4));
    return person && person->open(place, row.view(0)).has_value();
}

} // namespace

Contents contents(ReadTx& tx, const Vault& vault, const Stop& stop)
{
    Contents found;
    for (const auto& [name, sql] : counted) {
        go_on_unless(stop);
        found.registers.push_back({name, number(tx, sql)});
    }
    found.ledger = number(tx, sum_ledger);
    found.balances = number(tx, sum_balances);
    for (const auto& source : sealed) {
        auto rows = tx.query(source.sql);
        while (rows.next()) {
            if ((found.opened + found.erased) % 1024 == 0)
                go_on_unless(stop);
            if (opens(rows, source.column, vault))
                ++found.opened;
            else if (source.survives_erasure)
                ++found.erased;
            else if (!found.unopened)
                found.unopened = std::string{source.column} + " of row " + rows.text(1);
        }
    }
    return found;
}

} // namespace fingertip::storage

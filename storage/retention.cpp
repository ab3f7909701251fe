#include "storage/retention.hpp"

#include "storage/settings.hpp"

#include <string>

namespace fingertip::storage::retention {

namespace {

constexpr Sql end_of_letters{"retention.end_of_letters",
                             "SELECT max(id) FROM (SELECT id FROM outbox WHERE id > $1 ORDER BY id LIMIT $2)"};
constexpr Sql delete_letters{"retention.letters", R"sql(
    DELETE FROM outbox WHERE id > $1 AND id <= $2 AND (said_at < $3 OR (said_at IS NULL AND expires_at < $3))
)sql"};
constexpr Sql end_of_conversations{"retention.end_of_conversations", R"sql(
    SELECT platform, account FROM conversations WHERE (platform, account) > ($1, $2) ORDER BY platform, account
    LIMIT 1 OFFSET $3
)sql"};
constexpr Sql clear_conversations{"retention.conversations", R"sql(
    UPDATE conversations SET dialogue = '', state = NULL, sealed_for = 0
    WHERE (platform, account) > ($1, $2) AND (platform, account) <= ($3, $4) AND until < $5 AND state IS NOT NULL
)sql"};
constexpr Sql clear_last_conversations{"retention.last_conversations", R"sql(
    UPDATE conversations SET dialogue = '', state = NULL, sealed_for = 0
    WHERE (platform, account) > ($1, $2) AND until < $3 AND state IS NOT NULL
)sql"};
constexpr Sql delete_wrong_codes{"retention.wrong_codes", R"sql(
    DELETE FROM wrong_codes WHERE (meeting_id, platform, account) IN (
        SELECT w.meeting_id, w.platform, w.account FROM wrong_codes w JOIN meetings m ON m.id = w.meeting_id
        WHERE m.ends_at < $1 LIMIT $2)
)sql"};
// Beside them stands one row without an account, which counts all of them; it holds nothing of anybody.
constexpr Sql delete_guests_codes{
    "retention.guests_codes", "DELETE FROM wrong_codes WHERE meeting_id = 0 AND account <> '' AND paused_until <= $1"};
constexpr Sql delete_failures{
    "retention.binding_failures",
    "DELETE FROM binding_failures WHERE id IN (SELECT id FROM binding_failures WHERE at < $1 ORDER BY at LIMIT $2)"};
constexpr Sql delete_invitations{"retention.invitations", R"sql(
    DELETE FROM invitations WHERE id IN (
        SELECT id FROM invitations WHERE used_at IS NULL AND expires_at < $1 LIMIT $2)
)sql"};

constexpr const char* place_of_conversations = "forgotten_conversations_up_to";

} // namespace

std::int64_t forget_letters(Tx& tx, Time before, std::int64_t& after, std::int64_t most)
{
    std::int64_t end = 0;
    {
        auto rows = tx.query(end_of_letters, {after, most});
        if (rows.next() && !rows.is_null(0))
            end = rows.integer(0);
    }
    if (end == 0) {
        after = 0;
        return 0;
    }
    const auto gone = tx.execute(delete_letters, {after, end, seconds(before)});
    after = end;
    return gone;
}

std::int64_t forget_conversations(Tx& tx, Time before, std::int64_t most)
{
    // "platform\naccount"; neither has a line's end in it.
    const auto place = settings::find(tx, place_of_conversations).value_or("\n");
    const auto border = place.find('\n');
    const std::string platform = place.substr(0, border);
    const std::string account = place.substr(border + 1);
    std::string next_platform, next_account;
    bool ends_here = true;
    {
        auto rows = tx.query(end_of_conversations, {platform, account, most - 1});
        if (rows.next()) {
            next_platform = rows.text(0);
            next_account = rows.text(1);
            ends_here = false;
        }
    }
    const auto gone =
        ends_here ? tx.execute(clear_last_conversations, {platform, account, seconds(before)})
                  : tx.execute(clear_conversations, {platform, account, next_platform, next_account, seconds(before)});
    const auto reached = next_platform + '\n' + next_account;
    if (reached != place)
        settings::put(tx, place_of_conversations, reached);
    return gone;
}

std::int64_t forget_wrong_codes(Tx& tx, Time before, std::int64_t most)
{
    return tx.execute(delete_wrong_codes, {seconds(before), most});
}

std::int64_t forget_guests_wrong_codes(Tx& tx, Time now)
{
    return tx.execute(delete_guests_codes, {seconds(now)});
}

std::int64_t forget_binding_failures(Tx& tx, Time before, std::int64_t most)
{
    return tx.execute(delete_failures, {seconds(before), most});
}

std::int64_t forget_invitations(Tx& tx, Time before, std::int64_t most)
{
    return tx.execute(delete_invitations, {seconds(before), most});
}

} // namespace fingertip::storage::retention

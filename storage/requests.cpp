#include "storage/requests.hpp"

#include "storage/people/members.hpp"

namespace fingertip::storage::requests {

namespace {

constexpr Sql insert{"requests.ask", R"sql(
    INSERT INTO requests (kind, org_id, member_id, subject, platform, account, state, created_at, decided_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (kind, member_id, subject, platform, account) WHERE state = 'open' DO NOTHING RETURNING id
)sql"};
constexpr Sql set_body{"requests.set_body", "UPDATE requests SET body = $2 WHERE id = $1"};

#define REQUEST_COLUMNS                                                                                                \
    "r.id, r.kind, r.org_id, r.member_id, r.subject, r.platform, r.account, r.body, r.state, r.created_at, "           \
    "coalesce(r.decided_by, 0), coalesce(r.decided_at, 0), r.answer, k.wrapped "
#define FROM_REQUESTS "FROM requests r LEFT JOIN person_keys k ON k.member_id = r.member_id "

constexpr Sql by_id{"requests.find", "SELECT " REQUEST_COLUMNS FROM_REQUESTS "WHERE r.id = $1"};
constexpr Sql open_one{"requests.open_of", "SELECT " REQUEST_COLUMNS FROM_REQUESTS
                                           "WHERE r.kind = $1 AND r.member_id = $2 AND r.subject = $3 AND r.state = "
                                           "'open' LIMIT 1"};
constexpr Sql latest_one{"requests.latest_of", "SELECT " REQUEST_COLUMNS FROM_REQUESTS
                                               "WHERE r.member_id = $2 AND r.kind = $1 AND r.subject = $3 "
                                               "ORDER BY r.id DESC LIMIT 1"};
constexpr Sql by_member{"requests.of_member",
                        "SELECT " REQUEST_COLUMNS FROM_REQUESTS "WHERE r.member_id = $1 ORDER BY r.id DESC LIMIT $2"};
constexpr Sql set_decided{"requests.decide", R"sql(
    UPDATE requests SET state = $2, decided_by = $3, decided_at = $4, answer = $5 WHERE id = $1 AND state = 'open'
)sql"};
constexpr Sql set_open{"requests.reopen", R"sql(
    UPDATE requests SET state = 'open', decided_by = NULL, decided_at = NULL, answer = NULL
    WHERE id = $1 AND state IN ('granted', 'refused') AND NOT EXISTS (
        SELECT 1 FROM requests o WHERE o.kind = requests.kind AND o.member_id = requests.member_id AND o.subject = requests.subject
        AND o.platform = requests.platform AND o.account = requests.account AND o.state = 'open')
)sql"};
constexpr Sql write_anew{"requests.rewrite", "UPDATE requests SET subject = $2, body = $3 WHERE id = $1"};
constexpr Sql count_asked{"requests.tally", R"sql(
    SELECT coalesce(sum(state = 'open'), 0), coalesce(sum(state = 'refused' AND subject = $3), 0)
    FROM requests WHERE member_id = $2 AND kind = $1
)sql"};
constexpr Sql set_withdrawn{"requests.withdraw", R"sql(
    UPDATE requests SET state = 'withdrawn', decided_at = $2 WHERE id = $1 AND state IN ('open', 'granted')
)sql"};
constexpr Sql find_claim{"requests.open_claim",
                         "SELECT " REQUEST_COLUMNS FROM_REQUESTS "WHERE r.platform = $1 AND r.account = $2 AND r.kind "
                         "= 'binding' AND r.state = 'open' ORDER BY r.id DESC LIMIT 1"};
constexpr Sql set_claims_withdrawn{"requests.withdraw_claims", R"sql(
    UPDATE requests SET state = 'withdrawn', decided_at = $3 WHERE platform = $1 AND account = $2 AND kind = 'binding' AND state = 'open'
)sql"};

#define HELD_TODAY(a, roles, day)                                                                                      \
    a ".role IN (SELECT value FROM json_each(" roles ")) AND " a ".from_on <= " day " AND (" a                         \
      ".until_on IS NULL OR " a ".until_on > " day ") "

constexpr Sql find_reviewers{"requests.reviewers", R"sql(
    WITH RECURSIVE above (id, steps) AS (
        SELECT $1, 0 UNION ALL
        SELECT o.parent_id, steps + 1 FROM above JOIN organizations o ON o.id = above.id WHERE o.parent_id IS NOT NULL),
    able AS (
        SELECT DISTINCT a.member_id, steps FROM above JOIN assignments a ON a.org_id = above.id
        WHERE a.member_id <> $2 AND EXISTS (SELECT 1 FROM bindings b WHERE b.member_id = a.member_id) AND )sql" HELD_TODAY(
                                                       "a", "$3", "$4") R"sql()
    SELECT member_id FROM able WHERE steps = (SELECT min(steps) FROM able) LIMIT 20
)sql"};

// The organisations in which the reviewer decides, with how many steps below the root they are; and, for a request,
// that nobody who is nearer could decide it, for an own one nobody at all. Who claims to be the reviewer from another
// account is never the reviewer's to let in. A path "/1/4/9/" names the steps to an organisation.
#define MINE                                                                                                           \
    "WITH mine AS (SELECT DISTINCT o.path, length(o.path) - length(replace(o.path, '/', '')) - 1 AS steps FROM "       \
    "assignments a JOIN organizations o ON o.id = a.org_id WHERE a.member_id = $1 AND " HELD_TODAY("a", "$2",          \
                                                                                                   "$3") ") "
#define IN_MINE                                                                                                        \
    "FROM mine JOIN organizations o ON o.path >= mine.path AND o.path < mine.path || '~' "                             \
    "JOIN requests r ON r.org_id = o.id LEFT JOIN person_keys k ON k.member_id = r.member_id "
#define NOBODY_NEARER                                                                                                  \
    "(r.member_id <> $1 OR r.kind <> 'binding') AND NOT EXISTS (SELECT 1 FROM json_each('[' || replace(trim(o.path, "  \
    "'/'), '/', ',') || ']') step "                                                                                    \
    "JOIN assignments n ON n.org_id = step.value "                                                                     \
    "WHERE step.key >= iif(r.member_id = $1, 0, mine.steps) AND n.member_id <> r.member_id "                           \
    "AND EXISTS (SELECT 1 FROM bindings b WHERE b.member_id = n.member_id) AND " HELD_TODAY("n", "$2", "$3") ") "

// Leave and late entries are also for whoever called the meeting, while they hold a role that calls meetings there or
// above.
#define ABOUT_MY_MEETINGS                                                                                              \
    "SELECT " REQUEST_COLUMNS                                                                                          \
    "FROM (SELECT DISTINCT o.path FROM assignments a JOIN organizations o ON o.id = a.org_id WHERE a.member_id = $1 "  \
    "AND " HELD_TODAY(                                                                                                 \
        "a", "$5",                                                                                                     \
        "$3") ") led JOIN organizations o ON o.path >= led.path AND o.path < led.path || '~' "                         \
              "JOIN requests r ON r.org_id = o.id JOIN meetings m ON m.id = r.subject "                                \
              "LEFT JOIN person_keys k ON k.member_id = r.member_id "                                                  \
              "WHERE r.state = 'open' AND r.kind IN ('leave', 'make_up') AND m.called_by = $1 AND r.member_id <> $1 "
constexpr Sql find_waiting{"requests.waiting",
                           MINE "SELECT DISTINCT " REQUEST_COLUMNS IN_MINE "WHERE r.state = 'open' AND " NOBODY_NEARER
                                "UNION " ABOUT_MY_MEETINGS "ORDER BY 1 LIMIT $4"};
constexpr Sql find_bound{"requests.bound_since", MINE
                         "SELECT DISTINCT " REQUEST_COLUMNS IN_MINE
                         "WHERE r.kind = 'binding' AND r.state = 'granted' AND r.decided_at > $5 AND EXISTS (SELECT 1 "
                         "FROM bindings b WHERE b.platform = r.platform AND b.account = r.account AND "
                         "b.member_id = r.member_id) "
                         "AND " NOBODY_NEARER "ORDER BY r.decided_at DESC, r.id DESC LIMIT $4"};

Request read(const Rows& rows, const Vault& vault)
{
    Request request;
    request.id = rows.integer(0);
    request.kind = rows.text(1);
    request.org = OrganizationId{rows.integer(2)};
    request.member = MemberId{rows.integer(3)};
    request.subject = rows.integer(4);
    request.platform = rows.text(5);
    request.account = rows.text(6);
    request.state = rows.text(8);
    request.created_at = from_seconds(rows.integer(9));
    request.decided_by = MemberId{rows.integer(10)};
    request.decided_at = from_seconds(rows.integer(11));
    if (const auto person = vault.person(request.member, rows.view(13))) {
        request.body = person->open({"requests.body", request.id}, rows.view(7)).value_or("");
        request.answer = person->open({"requests.answer", request.id}, rows.view(12)).value_or("");
    }
    return request;
}

std::optional<Request> first(Rows rows, const Vault& vault)
{
    return rows.next() ? std::optional{read(rows, vault)} : std::nullopt;
}

std::vector<Request> all(Rows rows, const Vault& vault)
{
    std::vector<Request> found;
    while (rows.next())
        found.push_back(read(rows, vault));
    return found;
}

std::optional<std::int64_t> enter(Tx& tx, const Vault& vault, const Request& asked, std::string_view state,
                                  std::optional<std::int64_t> decided_at, Time now)
{
    const auto person = members::sealer(tx, vault, asked.member);
    if (!person)
        return std::nullopt;
    std::int64_t id = 0;
    {
        auto rows = tx.change(insert, {asked.kind, asked.org.value, asked.member.value, asked.subject, asked.platform,
                                       asked.account, state, seconds(now), decided_at});
        if (!rows.next())
            return std::nullopt;
        id = rows.integer(0);
    }
    if (!asked.body.empty())
        tx.execute(set_body, {id, Blob{person->seal({"requests.body", id}, asked.body)}});
    return id;
}

} // namespace

std::optional<std::int64_t> ask(Tx& tx, const Vault& vault, const Request& asked, Time now)
{
    return enter(tx, vault, asked, "open", std::nullopt, now);
}

std::int64_t note_granted(Tx& tx, const Vault& vault, const Request& asked, Time now)
{
    return enter(tx, vault, asked, "granted", seconds(now), now).value_or(0);
}

std::optional<Request> find(ReadTx& tx, const Vault& vault, std::int64_t id)
{
    return first(tx.query(by_id, {id}), vault);
}

std::optional<Request> open_of(ReadTx& tx, const Vault& vault, std::string_view kind, MemberId member,
                               std::int64_t subject)
{
    return first(tx.query(open_one, {kind, member.value, subject}), vault);
}

std::optional<Request> latest_of(ReadTx& tx, const Vault& vault, std::string_view kind, MemberId member,
                                 std::int64_t subject)
{
    return first(tx.query(latest_one, {kind, member.value, subject}), vault);
}

bool decide(Tx& tx, const Vault& vault, const Request& request, bool granted, MemberId by, std::string_view answer,
            Time now)
{
    std::string sealed;
    if (!answer.empty())
        if (const auto person = members::sealer(tx, vault, request.member))
            sealed = person->seal({"requests.answer", request.id}, answer);
    return tx.execute(set_decided,
                      {request.id, granted ? "granted" : "refused", by ? std::optional{by.value} : std::nullopt,
                       seconds(now), sealed.empty() ? std::nullopt : std::optional{Blob{sealed}}}) > 0;
}

bool reopen(Tx& tx, std::int64_t id)
{
    return tx.execute(set_open, {id}) > 0;
}

void rewrite(Tx& tx, const Vault& vault, const Request& request)
{
    const auto person = members::sealer(tx, vault, request.member);
    const auto body = person && !request.body.empty() ? person->seal({"requests.body", request.id}, request.body) : "";
    tx.execute(write_anew, {request.id, request.subject, body.empty() ? std::nullopt : std::optional{Blob{body}}});
}

Tally tally(ReadTx& tx, std::string_view kind, MemberId member, std::int64_t subject)
{
    auto rows = tx.query(count_asked, {kind, member.value, subject});
    rows.next();
    return {rows.integer(0), rows.integer(1)};
}

bool withdraw(Tx& tx, std::int64_t id, Time now)
{
    return tx.execute(set_withdrawn, {id, seconds(now)}) > 0;
}

std::optional<Request> open_claim(ReadTx& tx, const Vault& vault, std::string_view platform, std::string_view account)
{
    return first(tx.query(find_claim, {platform, account}), vault);
}

void withdraw_claims(Tx& tx, std::string_view platform, std::string_view account, Time now)
{
    tx.execute(set_claims_withdrawn, {platform, account, seconds(now)});
}

std::vector<MemberId> reviewers(ReadTx& tx, OrganizationId org, MemberId asker, std::string_view roles,
                                std::int64_t today)
{
    std::vector<MemberId> found;
    auto rows = tx.query(find_reviewers, {org.value, asker.value, roles, today});
    while (rows.next())
        found.push_back(MemberId{rows.integer(0)});
    return found;
}

std::vector<Request> waiting(ReadTx& tx, const Vault& vault, const Reviewer& reviewer, std::int64_t most)
{
    return all(tx.query(find_waiting, {reviewer.member.value, reviewer.roles, reviewer.today, most, reviewer.calling}),
               vault);
}

std::vector<Request> bound_since(ReadTx& tx, const Vault& vault, const Reviewer& reviewer, Time since,
                                 std::int64_t most)
{
    return all(tx.query(find_bound, {reviewer.member.value, reviewer.roles, reviewer.today, most, seconds(since)}),
               vault);
}

std::vector<Request> of_member(ReadTx& tx, const Vault& vault, MemberId member, std::int64_t most)
{
    return all(tx.query(by_member, {member.value, most}), vault);
}

} // namespace fingertip::storage::requests

#include "storage/people/speakers.hpp"

namespace fingertip::storage::speakers {

namespace {

constexpr Sql find{"speakers.recognise", R"sql(
    SELECT b.member_id, m.home_org, m.host_org, m.category, m.rights_suspended, m.name, k.wrapped,
           c.language, c.dialogue, c.until, c.sealed_for, c.state,
           CASE WHEN b.member_id IS NULL
                THEN EXISTS (SELECT 1 FROM outbox o WHERE o.platform = $1 AND o.account = $2 AND o.said_at IS NULL AND o.member_id IS NULL)
                ELSE EXISTS (SELECT 1 FROM outbox o WHERE o.member_id = b.member_id AND o.said_at IS NULL) END
    FROM (SELECT 1) LEFT JOIN bindings b ON b.platform = $1 AND b.account = $2
    LEFT JOIN members m ON m.id = b.member_id
    LEFT JOIN person_keys k ON k.member_id = b.member_id
    LEFT JOIN conversations c ON c.platform = $1 AND c.account = $2
)sql"};
constexpr Sql save{"speakers.keep_talk", R"sql(
    INSERT INTO conversations (platform, account, dialogue, until, sealed_for, state) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (platform, account) DO UPDATE SET dialogue = excluded.dialogue, until = excluded.until,
        sealed_for = excluded.sealed_for, state = excluded.state
)sql"};
constexpr Sql save_language{"speakers.set_language", R"sql(
    INSERT INTO conversations (platform, account, language) VALUES ($1, $2, $3)
    ON CONFLICT (platform, account) DO UPDATE SET language = excluded.language
)sql"};

Row talk_row(std::string_view account)
{
    return {"conversations.state", 0, account};
}

} // namespace

Speaker recognise(ReadTx& tx, const Vault& vault, std::string_view platform, std::string_view account, Time now)
{
    auto rows = tx.query(find, {platform, account});
    rows.next();
    Speaker speaker;
    speaker.member = MemberId{rows.integer(0)};
    if (speaker.member) {
        speaker.home = OrganizationId{rows.integer(1)};
        speaker.host = OrganizationId{rows.integer(2)};
        speaker.category = rows.text(3);
        speaker.rights_suspended = rows.boolean(4);
        speaker.person = vault.person(speaker.member, rows.view(6));
        if (speaker.person)
            speaker.name = speaker.person->open({"members.name", speaker.member.value}, rows.view(5)).value_or("");
    }
    speaker.english = rows.view(7) == "en";
    speaker.waiting = rows.boolean(12);
    const bool current = rows.integer(9) > seconds(now);
    const MemberId sealed_for{rows.integer(10)};
    if (!rows.is_null(11) && current && sealed_for == speaker.member) {
        // A conversation sealed for somebody else was left by an account that has been unbound since: it is over.
        const Sealer& sealer = speaker.person ? *speaker.person : vault.installation();
        speaker.talk = sealer.open(talk_row(account), rows.view(11)).value_or("");
        if (!speaker.talk.empty())
            speaker.dialogue = rows.text(8);
    }
    return speaker;
}

void keep_talk(Tx& tx, const Vault& vault, std::string_view platform, std::string_view account, const Speaker& speaker,
               std::string_view dialogue, Time until, std::string_view talk)
{
    if (talk.empty()) {
        tx.execute(save, {platform, account, "", 0, 0, nullptr});
        return;
    }
    const Sealer& sealer = speaker.person ? *speaker.person : vault.installation();
    tx.execute(save, {platform, account, dialogue, seconds(until), speaker.person ? speaker.member.value : 0,
                      Blob{sealer.seal(talk_row(account), talk)}});
}

void set_language(Tx& tx, std::string_view platform, std::string_view account, bool english)
{
    tx.execute(save_language, {platform, account, english ? "en" : "zh"});
}

} // namespace fingertip::storage::speakers

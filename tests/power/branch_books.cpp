#include "tests/power/branch_books.hpp"

#include "bot/operations/data_key.hpp"
#include "storage/migrate.hpp"
#include "tests/power/power_vfs.hpp"
#include "tests/support/branch.hpp"
#include "tests/support/scratch.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace fingertip::tests::power {

namespace {

constexpr std::int64_t meeting_time = 1'714'953'600; // the day does not matter, that it is always the same does
constexpr storage::Sql list_inbox{"power.inbox", "SELECT delivery_id, account, reply IS NOT NULL FROM inbox"};
constexpr storage::Sql list_present{"power.present", R"sql(
    SELECT m.member_no FROM attendance a JOIN members m ON m.id = a.member_id WHERE a.status IN ('present', 'late')
)sql"};
constexpr storage::Sql list_entries{"power.entries", R"sql(
    SELECT m.member_no, count(*) FROM points_entries e JOIN members m ON m.id = e.member_id GROUP BY 1
)sql"};
constexpr storage::Sql count_present{"power.counted", "SELECT present FROM meetings WHERE id = 1"};
constexpr storage::Sql sum_entries{"power.sum_entries", "SELECT ifnull(sum(points), 0) FROM points_entries"};
constexpr storage::Sql sum_totals{"power.sum_totals",
                                  "SELECT ifnull(sum(points), 0) FROM points_totals WHERE period = ''"};
constexpr storage::Sql integrity{"power.integrity", "PRAGMA integrity_check"};
constexpr storage::Sql foreign_keys{"power.foreign_keys", "PRAGMA foreign_key_check"};

std::int64_t number(storage::ReadTx& tx, const storage::Sql& sql)
{
    auto rows = tx.query(sql);
    return rows.next() ? rows.integer(0) : -1;
}

int member_of(const std::string& member_no)
{
    return std::stoi(member_no) - 1000;
}

void look(storage::ReadTx& tx, Inspection& found)
{
    const auto wrong = [&](const std::string& what) { found.wrong.push_back(what); };
    {
        auto rows = tx.query(integrity);
        while (rows.next())
            if (rows.text(0) != "ok")
                wrong("integrity_check: " + rows.text(0));
    }
    if (tx.query(foreign_keys).next())
        wrong("foreign keys are broken");
    std::map<std::string, bool> spoke;
    {
        auto rows = tx.query(list_inbox);
        while (rows.next()) {
            found.deliveries[rows.text(0)] = rows.boolean(2);
            spoke[rows.text(1)] = true;
            if (!rows.boolean(2))
                wrong("event " + rows.text(0) + " has no reply");
        }
    }
    {
        auto rows = tx.query(list_present);
        while (rows.next())
            found.present[member_of(rows.text(0))] = true;
    }
    {
        auto rows = tx.query(list_entries);
        while (rows.next())
            found.entries[member_of(rows.text(0))] = static_cast<int>(rows.integer(1));
    }
    for (const auto& [member, yes] : found.present) {
        if (found.entries[member] != 1)
            wrong("member " + std::to_string(member) + " has " + std::to_string(found.entries[member]) + " entries");
        if (!spoke.contains(account_of(member)))
            wrong("member " + std::to_string(member) + " came without a word");
    }
    for (const auto& [member, entries] : found.entries)
        if (!found.present.contains(member))
            wrong("member " + std::to_string(member) + " has points and did not come");
    if (spoke.size() != found.present.size())
        wrong(std::to_string(spoke.size()) + " spoke, " + std::to_string(found.present.size()) + " came");
    if (number(tx, count_present) != static_cast<std::int64_t>(found.present.size()))
        wrong("the meeting's count is " + std::to_string(number(tx, count_present)));
    if (number(tx, sum_entries) != number(tx, sum_totals))
        wrong("the totals are not the sum of the entries");
}

} // namespace

Branch::Branch(int members) : members_{members}, now_{storage::from_seconds(meeting_time)}
{
    Scratch scratch;
    bot::DataKey::create(scratch.file("key"));
    found_branch(scratch.file("books.db"), scratch.file("key"), members, meeting_time);
    std::ifstream in{scratch.file("books.db"), std::ios::binary};
    image_[books_name] = std::string{std::istreambuf_iterator<char>{in}, {}};

    const auto data_key = bot::DataKey::read(scratch.file("key"));
    storage::Key key{};
    std::copy(data_key.bytes().begin(), data_key.bytes().end(), key.begin());
    auto installation = std::make_shared<bot::Installation>();
    installation->texts = templates::Texts::load();
    installation->vault = std::make_shared<storage::Vault>(key);
    installation->zone = std::make_shared<handlers::Zone>("Asia/Shanghai");
    installation_ = std::move(installation);
}

Line Branch::check_in(int member, int number) const
{
    Line line;
    line.member = member;
    line.incoming.platform = "wechat-main";
    line.incoming.account = account_of(member);
    line.incoming.delivery_id = "m:" + std::to_string(24'000'000'000'000'001 + number);
    line.incoming.kind = "text";
    line.incoming.text = meeting_code;
    line.incoming.platform_time = now_;
    line.incoming.received_at = now_;
    return line;
}

Inspection inspect(const Image& image)
{
    PowerDisk disk{0};
    disk.load(image);
    const PowerVfs vfs{disk, "power-look"};
    Inspection found;
    try {
        storage::Database books{
            storage::make_sqlite_engine({.path = books_name, .readers = 1, .vfs = vfs.name(), .on_batch = {}})};
        books.read_now([&](storage::ReadTx& tx) { look(tx, found); });
        books.stop();
    } catch (const std::exception& failure) {
        found.wrong.push_back(std::string{"cannot be read: "} + failure.what());
    }
    return found;
}

std::vector<std::string> compare(const Inspection& found, const std::vector<Line>& ledger)
{
    auto wrong = found.wrong;
    for (const auto& line : ledger) {
        if (line.reply.empty())
            continue;
        const auto& id = line.incoming.delivery_id;
        if (!found.deliveries.contains(id))
            wrong.push_back("event " + id + " was acknowledged and is lost");
        if (!found.present.contains(line.member))
            wrong.push_back("check-in of member " + std::to_string(line.member) + " was acknowledged and is lost");
    }
    return wrong;
}

} // namespace fingertip::tests::power

#include "storage/migrate.hpp"

#include "storage/failpoint.hpp"
#include "storage/seal.hpp"
#include "storage/sqlite/connection.hpp"
#include "templates/embedded.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace fingertip::storage {

extern const templates::EmbeddedFiles embedded_migrations;

namespace {

constexpr Sql create_record{"migrations.create", R"sql(
    CREATE TABLE IF NOT EXISTS migrations (
        number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL, at INTEGER NOT NULL
    ) STRICT
)sql"};
constexpr Sql list_applied{"migrations.list", "SELECT number, name, checksum FROM migrations ORDER BY number"};
constexpr Sql record{"migrations.record", R"sql(
    INSERT INTO migrations (number, name, checksum, at) VALUES ($1, $2, $3, unixepoch())
)sql"};
constexpr Sql begin{"begin", "BEGIN IMMEDIATE"};
constexpr Sql commit{"commit", "COMMIT"};

void run_to_end(sqlite::Connection& connection, const Sql& sql, std::initializer_list<Value> values)
{
    Rows rows{connection.start(sql, {values.begin(), values.size()}, true)};
    while (rows.next()) {
    }
}

/// A database that came from elsewhere may be readable by everybody; its group is the owner's affair.
void shut_out_others(const std::string& path)
{
    for (const char* part : {"", "-wal", "-shm"}) {
        std::error_code ignored; // not there, or not ours to change
        std::filesystem::permissions(path + part, std::filesystem::perms::others_all,
                                     std::filesystem::perm_options::remove, ignored);
    }
}

} // namespace

std::vector<Migration> migrations()
{
    std::vector<Migration> all;
    for (const auto& file : embedded_migrations) {
        const std::string path{file.name};
        const std::string name = path.substr(path.rfind('/') + 1);
        all.push_back({std::stoi(name), name, std::string{file.text}});
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return all;
}

std::vector<std::string> migrate(const std::string& path, const std::vector<Migration>& all, const std::string& vfs)
{
    shut_out_others(path);
    sqlite::Connection connection{path, sqlite::Connection::Access::read_write, vfs};
    connection.run(create_record);
    int newest = 0;
    {
        Rows applied{connection.start(list_applied, {}, false)};
        while (applied.next()) {
            newest = static_cast<int>(applied.integer(0));
            const auto known = std::find_if(all.begin(), all.end(), [&](const auto& m) { return m.number == newest; });
            if (known == all.end())
                throw SchemaUnknown{
                    "the database has schema " + applied.text(1) +
                    ", which this program does not know. Run the newer program that made it, or restore a backup."};
            if (sha256(known->script) != applied.view(2))
                throw std::runtime_error{"migration " + known->name +
                                         " differs from the one that was applied to this database. "
                                         "Run the program that made it, or restore a backup."};
        }
    }
    std::vector<std::string> done;
    for (const auto& migration : all) {
        if (migration.number <= newest)
            continue;
        connection.run(begin);
        connection.run_script(migration.script);
        run_to_end(connection, record, {migration.number, migration.name, Blob{sha256(migration.script)}});
        failpoint("migration");
        connection.run(commit);
        done.push_back(migration.name);
    }
    return done;
}

} // namespace fingertip::storage

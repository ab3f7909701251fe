#include "storage/engine.hpp"
#include "tests/power/power_disk.hpp"
#include "tests/power/proofs.hpp"
#include "tests/support/scratch.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <thread>

namespace fingertip::tests::power {

namespace {

using storage::Engine;
using storage::ReadTx;
using storage::Sql;
using storage::Tx;

constexpr int rows_in_all = 400;
constexpr Sql create{"stress.create", R"sql(
    CREATE TABLE sheets (n INTEGER PRIMARY KEY, generation INTEGER NOT NULL, body BLOB NOT NULL, sum INTEGER NOT NULL)
)sql"};
constexpr Sql put{"stress.put", R"sql(
    INSERT INTO sheets (n, generation, body, sum) VALUES ($1, $2, $3, $4)
    ON CONFLICT (n) DO UPDATE SET generation = $2, body = $3, sum = $4
)sql"};
constexpr Sql list{"stress.list", "SELECT n, generation, body, sum FROM sheets ORDER BY n"};
constexpr Sql integrity{"stress.integrity", "PRAGMA integrity_check"};

std::int64_t sum_of(std::int64_t n, std::int64_t generation, std::string_view body)
{
    std::uint64_t sum = 14'695'981'039'346'656'037u ^ static_cast<std::uint64_t>(n * 1'000'003 + generation);
    for (const char byte : body)
        sum = (sum ^ static_cast<unsigned char>(byte)) * 1'099'511'628'211u;
    return static_cast<std::int64_t>(sum);
}

std::exception_ptr wait(const std::function<bool(Engine::Done)>& start)
{
    std::promise<std::exception_ptr> promise;
    while (!start([&](std::exception_ptr error) { promise.set_value(error); }))
        std::this_thread::yield();
    return promise.get_future().get();
}

/// Rows spread over some hundred pages, rewritten a few at a time. `acknowledged` is what a commit has confirmed.
class Stress
{
public:
    Stress(const std::string& path, std::uint64_t seed)
        : random_{seed}, acknowledged_(rows_in_all),
          engine_{storage::make_sqlite_engine({.path = path,
                                               .readers = 3,
                                               .checkpoint_pages = 50,
                                               .on_batch = [this](const storage::BatchReport& report) {
                                                   restarts_ += report.wal_bytes < last_wal_;
                                                   last_wal_ = report.wal_bytes;
                                               }})}
    {
    }

    std::vector<std::string> run(std::chrono::seconds time)
    {
        wait([&](auto done) { return engine_->write([](Tx& tx) { tx.execute(create); }, done); });
        const auto until = std::chrono::steady_clock::now() + time;
        std::vector<std::thread> readers;
        for (int i = 0; i < 2; ++i)
            readers.emplace_back([&, i] {
                while (std::chrono::steady_clock::now() < until) {
                    check(i == 0); // one of them lingers on its snapshot
                    // The WAL can start anew only while nobody reads it.
                    std::this_thread::sleep_for(std::chrono::milliseconds{i == 0 ? 12 : 2});
                }
            });
        while (std::chrono::steady_clock::now() < until)
            change();
        for (auto& reader : readers)
            reader.join();
        check(false);
        whole();
        engine_->stop();
        return wrong_;
    }

    std::int64_t commits() const { return commits_; }
    std::int64_t looks() const { return looks_; }
    std::int64_t restarts() const { return restarts_; }

private:
    void fail(const std::string& what)
    {
        const std::lock_guard lock{guard_};
        if (wrong_.size() < 20)
            wrong_.push_back(what);
    }

    /// Some units at once, each of a few rows, all of one generation.
    void change()
    {
        const auto generation = ++generation_;
        std::vector<std::future<std::exception_ptr>> outcomes;
        for (int unit = 0; unit < 4; ++unit) {
            std::vector<std::pair<int, std::string>> rows;
            for (int i = 0; i < 3; ++i) {
                // A unit has rows of its own, so what it wrote last is known whatever the order of the units.
                const int n = std::uniform_int_distribution<int>{0, rows_in_all / 4 - 1}(random_) * 4 + unit;
                std::string body(std::uniform_int_distribution<std::size_t>{100, 2500}(random_), '\0');
                for (auto& byte : body)
                    byte = static_cast<char>(random_());
                rows.emplace_back(n, std::move(body));
            }
            auto promise = std::make_shared<std::promise<std::exception_ptr>>();
            outcomes.push_back(promise->get_future());
            const auto write = [rows, generation](Tx& tx) {
                for (const auto& [n, body] : rows)
                    tx.execute(put, {n, generation, storage::Blob{body}, sum_of(n, generation, body)});
            };
            const auto done = [this, rows, generation, promise](std::exception_ptr error) {
                if (!error)
                    for (const auto& [n, body] : rows)
                        acknowledged_[static_cast<std::size_t>(n)] = generation;
                promise->set_value(error);
            };
            if (!engine_->write(write, done))
                fail("the queue is full");
        }
        for (auto& outcome : outcomes)
            if (outcome.get())
                fail("a unit failed");
        ++commits_;
    }

    /// One snapshot: every row's sum is right and nothing is older than what had been acknowledged before.
    void check(bool lingers)
    {
        std::vector<std::int64_t> at_least(rows_in_all);
        for (std::size_t i = 0; i < at_least.size(); ++i)
            at_least[i] = acknowledged_[i];
        const auto error = wait([&](auto done) {
            return engine_->read(
                [&](ReadTx& tx) {
                    auto rows = tx.query(list);
                    while (rows.next()) {
                        const auto n = rows.integer(0);
                        if (rows.integer(3) != sum_of(n, rows.integer(1), rows.view(2)))
                            fail("row " + std::to_string(n) + " has a wrong sum");
                        if (rows.integer(1) < at_least[static_cast<std::size_t>(n)])
                            fail("row " + std::to_string(n) + " is older than what was acknowledged");
                        at_least[static_cast<std::size_t>(n)] = 0;
                    }
                    for (std::size_t n = 0; n < at_least.size(); ++n)
                        if (at_least[n] > 0)
                            fail("row " + std::to_string(n) + " is lost");
                    if (lingers)
                        std::this_thread::sleep_for(std::chrono::milliseconds{5});
                },
                done);
        });
        if (error)
            fail("a read failed");
        ++looks_;
    }

    void whole()
    {
        wait([&](auto done) {
            return engine_->read(
                [&](ReadTx& tx) {
                    auto rows = tx.query(integrity);
                    while (rows.next())
                        if (rows.text(0) != "ok")
                            fail("integrity_check: " + rows.text(0));
                },
                done);
        });
    }

    Random random_;
    std::vector<std::atomic<std::int64_t>> acknowledged_;
    std::int64_t generation_ = 0;
    std::int64_t commits_ = 0;
    std::atomic<std::int64_t> looks_ = 0;
    std::atomic<std::int64_t> restarts_ = 0;
    std::int64_t last_wal_ = 0; ///< of the writing thread
    std::mutex guard_;
    std::vector<std::string> wrong_;
    std::unique_ptr<Engine> engine_; // last: its threads use what is above
};

} // namespace

Verdict prove_checkpoints(std::int64_t seconds, std::uint64_t seed)
{
    const Scratch scratch;
    Stress stress{scratch.file("stress.db"), seed};
    Verdict verdict;
    verdict.wrong = stress.run(std::chrono::seconds{seconds});
    if (stress.restarts() == 0)
        verdict.wrong.push_back("the WAL never started anew: nothing was tried");
    verdict.done = std::to_string(seconds) + " s of commits and checkpoints: " + std::to_string(stress.commits()) +
                   " rounds of 4 units, the WAL started anew " + std::to_string(stress.restarts()) + " times, " +
                   std::to_string(stress.looks()) + " snapshots with every row's sum checked";
    return verdict;
}

} // namespace fingertip::tests::power

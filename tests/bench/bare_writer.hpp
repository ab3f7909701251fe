#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace fingertip::bench {

/// What a server without Fingertip's work would have to write for a check-in.
struct BareCheckIn
{
    std::string account;
    std::string message_id;
    std::function<void()> done; ///< called on the writer's thread once it is on the disk
};

/// SQLite alone, in the way that has been found to be the fastest: one thread, one transaction for whatever has queued,
/// WAL, synchronous=FULL, checkpoints after the replies. What is written:
enum class BareRows
{
    append, ///< one row at the end of one table
    same    ///< the rows and indexes that a check-in of Fingertip's writes, in Fingertip's own prepared tables
};

class BareWriter
{
public:
    BareWriter(const std::string& database, BareRows rows);
    ~BareWriter();
    void push(BareCheckIn check_in);

private:
    void loop();
    void write(const BareCheckIn& check_in);
    void prepare(std::initializer_list<const char*> statements);

    sqlite3* database_ = nullptr;
    std::vector<sqlite3_stmt*> statements_;
    const BareRows rows_;
    std::mutex mutex_;
    std::condition_variable ready_;
    std::vector<BareCheckIn> waiting_;
    bool closed_ = false;
    std::thread thread_;
};

} // namespace fingertip::bench

#include "tests/power/session.hpp"

#include "storage/migrate.hpp"

#include <boost/asio/co_spawn.hpp>

#include <future>
#include <thread>

namespace fingertip::tests::power {

namespace asio = boost::asio;

namespace {

constexpr bot::platforms::Capabilities can{.text_bytes = 2048, .tap_overhead_bytes = 66};
constexpr storage::Sql first_look{"power.first_look", "SELECT count(*) FROM inbox"};

/// A unit that holds its thread until it is let go, or could not even begin.
class Gate
{
public:
    void pass()
    {
        arrived = true;
        open_.wait();
    }
    void open()
    {
        if (!opened_.exchange(true))
            go_.set_value();
    }
    void wait_for(asio::io_context& io)
    {
        while (!arrived) {
            io.restart();
            io.poll();
            std::this_thread::yield();
        }
    }
    std::atomic<bool> arrived = false;

private:
    std::promise<void> go_;
    std::shared_future<void> open_{go_.get_future().share()};
    std::atomic<bool> opened_ = false;
};

} // namespace

Session::Session(const Branch& branch, const std::string& vfs, int checkpoint_pages, std::chrono::milliseconds patience)
{
    storage::migrate(books_name, storage::migrations(), vfs);
    database_ = std::make_unique<storage::Database>(storage::make_sqlite_engine(
        {.path = books_name, .checkpoint_pages = checkpoint_pages, .vfs = vfs, .on_batch = {}}));
    bot::DispatcherOptions options;
    options.patience = patience;
    options.messages_per_minute = 0;
    options.clock = [now = branch.now()] { return now; };
    options.on_failure = [this](const handlers::Incoming& incoming, const std::exception& failure) {
        wrong_.push_back("event " + incoming.delivery_id + ": " + failure.what());
    };
    dispatcher_ =
        std::make_unique<bot::Dispatcher>(io_.get_executor(), *database_, branch.installation(), std::move(options));
}

Session::~Session()
{
    stop();
}

void Session::stop()
{
    database_->stop();
}

asio::awaitable<void> Session::one(Line& line)
{
    const auto answer = co_await dispatcher_->dispatch(line.incoming, can);
    if (answer.kind != bot::Answer::Kind::reply || (answer.outcome != "done" && answer.outcome != "repeated"))
        ++refused_;
    else if (answer.reply.text.empty())
        wrong_.push_back("event " + line.incoming.delivery_id + " was acknowledged without a reply");
    else if (!line.reply.empty() && line.reply != answer.reply.text)
        wrong_.push_back("a copy of event " + line.incoming.delivery_id + " got another reply");
    else
        line.reply = answer.reply.text;
}

void Session::send(std::vector<Line>& ledger, const std::vector<std::size_t>& which, bool snapshot)
{
    const auto spawn = [this](asio::awaitable<void> work, Gate* gate) {
        asio::co_spawn(io_, std::move(work), [gate](std::exception_ptr) {
            if (gate)
                gate->arrived = true;
        });
    };
    const auto tell = [](asio::awaitable<void> work) -> asio::awaitable<void> { co_await std::move(work); };

    Gate reader;
    if (snapshot) {
        spawn(tell(database_->read([&](storage::ReadTx& tx) {
                  tx.query(first_look).next();
                  reader.pass();
              })),
              &reader);
        reader.wait_for(io_);
    }
    Gate writer;
    spawn(tell(database_->write([&](storage::Tx&) { writer.pass(); })), &writer);
    writer.wait_for(io_);

    // Everything queues while the writing thread is held, so what shares a commit does not depend on the scheduler.
    std::atomic<std::size_t> left = which.size();
    for (const auto i : which)
        asio::co_spawn(io_, one(ledger[i]), [this, &left](std::exception_ptr failure) {
            if (failure)
                wrong_.push_back("the dispatcher threw");
            if (--left == 0)
                io_.stop();
        });
    io_.restart();
    io_.poll();
    writer.open();
    while (left > 0) {
        io_.restart();
        io_.run();
    }
    reader.open();
    io_.restart();
    io_.run(); // the gates' own ends
}

} // namespace fingertip::tests::power

#include "bot/dispatcher.hpp"

#include "storage/dead_letters.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fingertip::bot {

namespace asio = boost::asio;

using handlers::Act;
using handlers::Incoming;

/// A message being worked on. The work outlives the request when patience ends first: its unit is with the writer and
/// the lane must stay closed until it is back, so that a redelivery waits and finds the reply.
struct Dispatcher::Pending
{
    Pending(const asio::any_io_executor& executor, Incoming message, platforms::Capabilities capabilities,
            std::shared_ptr<const Installation> with, storage::Time clock)
        : answered{executor}, incoming{std::move(message)}, can{capabilities}, installation{std::move(with)}, now{clock}
    {
    }

    asio::steady_timer answered; // expires when patience ends; cancelled when the answer is there
    const Incoming incoming;
    const platforms::Capabilities can;
    const std::shared_ptr<const Installation> installation;
    const storage::Time now;
    std::optional<Answer> answer;
    bool handed_to_writer = false;
};

namespace {

bool wants_reply(const Incoming& incoming)
{
    return incoming.act != Act::unfollow && incoming.act != Act::notice;
}

Answer answer_of(Handled handled)
{
    return {Answer::Kind::reply, std::move(handled.reply), handled.repeated ? "repeated" : "done", handled.command};
}

} // namespace

Dispatcher::Dispatcher(asio::any_io_executor executor, storage::Database& database,
                       std::shared_ptr<const Installation> installation, DispatcherOptions options)
    : executor_{std::move(executor)}, database_{database}, installation_{std::move(installation)},
      options_{std::move(options)}, lanes_{options_.lane_messages, options_.lanes}
{
}

asio::awaitable<Answer> Dispatcher::dispatch(Incoming incoming, platforms::Capabilities can)
{
    auto pending = std::make_shared<Pending>(executor_, std::move(incoming), can, installation_, options_.clock());
    if (pending->now - pending->incoming.platform_time > options_.remembered)
        co_return Answer{Answer::Kind::reply, {}, "old", {}};
    pending->answered.expires_after(options_.patience);
    asio::co_spawn(executor_, work(pending), [](std::exception_ptr) {}); // work() catches everything itself
    if (!pending->answer)
        co_await pending->answered.async_wait(asio::as_tuple(asio::use_awaitable));
    if (pending->answer)
        co_return std::move(*pending->answer);
    if (pending->handed_to_writer)
        co_return Answer{Answer::Kind::abandon, {}, "abandoned", {}};
    co_return busy(*pending);
}

asio::awaitable<void> Dispatcher::work(std::shared_ptr<Pending> pending)
{
    // An owner whose answer is set on every path: whatever goes wrong, the request is woken.
    Answer result = busy(*pending);
    try {
        auto place = co_await lanes_.enter(pending->incoming.platform + '\n' + pending->incoming.account);
        // Nobody was told "done", so a message that has waited too long may be dropped without an effect.
        const bool waited_too_long = pending->answered.expiry() <= std::chrono::steady_clock::now();
        if (place && !waited_too_long)
            result = co_await answer(*pending);
        pending->answer = std::move(result);
    } catch (const std::exception& failure) {
        if (options_.on_failure)
            options_.on_failure(pending->incoming, failure);
        pending->answer =
            Answer{wants_reply(pending->incoming) ? Answer::Kind::reply : Answer::Kind::retry,
                   {pending->installation->texts->fill(templates::Language::zh, templates::Text::something_failed), {}},
                   "failed",
                   {}};
    }
    pending->answered.cancel();
}

asio::awaitable<Answer> Dispatcher::answer(Pending& pending)
{
    const Incoming& incoming = pending.incoming;
    const auto around = pending.installation->surroundings();
    bool first_too_many = false;
    if (flooding(incoming, first_too_many)) {
        auto known = co_await recall(pending);
        if (known)
            co_return answer_of(std::move(*known));
        handlers::Reply line;
        if (first_too_many)
            line.text = around.texts.fill(templates::Language::zh, templates::Text::too_many_messages);
        co_return Answer{Answer::Kind::reply, std::move(line), "flooded", {}};
    }

    std::optional<Handled> outcome;
    bool unknown = false;
    try {
        const bool writes = co_await probably_writes(pending);
        if (!writes) {
            auto look = [&](storage::ReadTx& tx) {
                outcome = read_message(tx, around, incoming, pending.can, pending.now);
            };
            co_await database_.read(look);
        }
        if (!outcome) {
            if (pending.answered.expiry() <= std::chrono::steady_clock::now())
                co_return busy(pending); // already told so, or about to be: nothing may happen after that
            auto act = [&](storage::Tx& tx) {
                outcome = write_message(tx, around, incoming, pending.can, pending.now);
            };
            pending.handed_to_writer = true;
            co_await database_.write(act);
        }
    } catch (const storage::Busy&) {
        pending.handed_to_writer = false;
        co_return busy(pending);
    } catch (const storage::CommitUnknown&) {
        unknown = true;
    } catch (const storage::Unavailable&) {
        co_return busy(pending);
    }
    if (unknown) {
        outcome = co_await recall(pending);
        if (!outcome)
            co_return busy(pending);
    }
    remember(incoming, *outcome);
    co_return answer_of(std::move(*outcome));
}

/// A guess that saves a read unit: the write unit loads everything again and decides.
asio::awaitable<bool> Dispatcher::probably_writes(Pending& pending)
{
    if (plainly_writes(pending.incoming))
        co_return true;
    if (!options_.sessions || pending.incoming.unasked)
        co_return false;
    const auto session = co_await options_.sessions->find(pending.incoming.platform, pending.incoming.account);
    co_return session && (session->waiting || !session->dialogue.empty());
}

void Dispatcher::remember(const Incoming& incoming, const Handled& handled)
{
    if (!options_.sessions || handled.repeated || incoming.act == Act::notice || incoming.unasked)
        return;
    ChatSession session;
    session.member_id = handled.member.value;
    session.dialogue = handled.dialogue;
    session.language = handled.english ? "en" : "zh";
    options_.sessions->remember(incoming.platform, incoming.account, std::move(session));
}

asio::awaitable<std::optional<Handled>> Dispatcher::recall(const Pending& pending)
{
    std::optional<Handled> known;
    try {
        const auto around = pending.installation->surroundings();
        auto look = [&](storage::ReadTx& tx) { known = recall_message(tx, around, pending.incoming); };
        co_await database_.read(look);
    } catch (const storage::Busy&) {
    } catch (const storage::Unavailable&) {
    }
    co_return known;
}

asio::awaitable<void> Dispatcher::keep_dead_letter(std::string platform, std::string cause, std::string body)
{
    const auto installation = installation_;
    const auto now = options_.clock();
    auto keep = [&](storage::Tx& tx) {
        storage::dead_letters::keep(tx, *installation->vault, platform, cause, body, now);
    };
    try {
        co_await database_.write(keep);
    } catch (const storage::Busy&) {
    } catch (const storage::Unavailable&) { // counted already; a full disk is not the sender's business
    }
}

bool Dispatcher::flooding(const Incoming& incoming, bool& first)
{
    if (options_.messages_per_minute <= 0 || incoming.unasked) // reports are the platform's pace, not the member's
        return false;
    const auto minute = storage::seconds(options_.clock()) / 60;
    if (minute != counted_minute_) {
        counted_.clear();
        counted_minute_ = minute;
    }
    const int messages = ++counted_[incoming.platform + '\n' + incoming.account];
    first = messages == options_.messages_per_minute + 1;
    return messages > options_.messages_per_minute;
}

Answer Dispatcher::busy(const Pending& pending) const
{
    if (!wants_reply(pending.incoming))
        return {Answer::Kind::retry, {}, "busy", {}};
    return {Answer::Kind::reply,
            {pending.installation->texts->fill(templates::Language::zh, templates::Text::system_busy), {}},
            "busy",
            {}};
}

} // namespace fingertip::bot

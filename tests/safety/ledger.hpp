#pragma once

#include "tests/safety/campaign.hpp"
#include "tests/safety/observed.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace fingertip::safety {

/// What the platform knows about one message: what it sent and what it was told. The driver's own record; the bot's
/// books are compared with it and never copied into it.
struct Message
{
    enum class Kind
    {
        check_in,   ///< of a member in a meeting
        leave,      ///< asked for by a member, from the meeting to come
        leave_back, ///< that leave taken back: a late copy of the asking must not ask anew
        question,   ///< for one's points: has no effect
    };
    std::string xml;
    Kind kind = Kind::check_in;
    int member = 0;
    int meeting = 0;
    std::string expected; ///< stands in the answer
    std::string reply;    ///< the text of the first answer; empty: never acknowledged
    int sends = 0;
};

/// Messages and what became of them. record() on any thread.
class Ledger
{
public:
    std::size_t add(Message message);
    Message& operator[](std::size_t index) { return messages_[index]; }
    const Message& operator[](std::size_t index) const { return messages_[index]; }
    std::size_t size() const { return messages_.size(); }

    void sent(std::size_t index);
    /// Takes an answer in: another text than before, or one that the message does not deserve, is wrong.
    void record(std::size_t index, const tests::WechatSender::Answer& answer);
    bool acknowledged(std::size_t index) const { return !messages_[index].reply.empty(); }

    /// What was wrong since the last call, moved into the tally.
    void confess(Tally& tally);

private:
    std::vector<Message> messages_;
    std::mutex guard_;
    std::vector<std::string> wrongs_;
};

/// Sends messages of a ledger over several connections, at a given rate, until all are sent or the bot is gone.
class Load
{
public:
    struct Pace
    {
        int lanes = 16;
        double per_second = 0; ///< 0: as fast as the answers come
        int tries = 1;         ///< deliveries of a message that gets no answer, each waited for as long as WeChat does
    };

    using Told = std::function<void(int, std::chrono::microseconds)>;

    Load(Ledger& ledger, std::uint16_t port, tests::WechatSecrets secrets, Weather weather);

    /// Blocks. A lane ends at its first missing answer. `answered`, if given, is told the count after each answer, in a
    /// lane.
    void run(std::span<const std::size_t> order, Pace pace, const Told& answered = {});

    int answers() const { return answers_; }
    int in_flight() const { return in_flight_; }
    int unanswered() const { return unanswered_; }
    bool over() const { return over_; }
    /// To be called just before the bot is killed: from now on nothing more is sent, and what has no answer then was in
    /// flight.
    void cut() { cut_ = true; }

private:
    /// Whether it was answered.
    bool deliver(tests::WechatSender& sender, std::size_t index, const Told& answered);
    void lane(std::span<const std::size_t> order, Pace pace, const Told& answered);

    Ledger& ledger_;
    const std::uint16_t port_;
    const tests::WechatSecrets secrets_;
    const Weather weather_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<int> answers_ = 0;
    std::atomic<int> in_flight_ = 0;
    std::atomic<int> unanswered_ = 0;
    std::atomic<bool> over_ = false;
    std::atomic<bool> cut_ = false;
    std::chrono::steady_clock::time_point began_;
};

} // namespace fingertip::safety

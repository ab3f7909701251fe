#include "tests/safety/ledger.hpp"

#include "tests/support/expat_xml.hpp"

#include <thread>

namespace fingertip::safety {

using tests::WechatSender;
using Clock = std::chrono::steady_clock;

namespace {

struct Read
{
    std::string text;
    std::string addressee;
};

/// By expat, so that what a careless reader would cut off is there. Nothing when it is no XML.
Read read(const std::string& reply)
{
    try {
        auto fields = tests::read_by_expat(reply);
        return {std::move(fields["/xml/Content"]), std::move(fields["/xml/ToUserName"])};
    } catch (const std::exception&) {
        return {};
    }
}

} // namespace

std::size_t Ledger::add(Message message)
{
    messages_.push_back(std::move(message));
    return messages_.size() - 1;
}

void Ledger::sent(std::size_t index)
{
    const std::lock_guard lock{guard_};
    ++messages_[index].sends;
}

void Ledger::record(std::size_t index, const WechatSender::Answer& answer)
{
    const auto [text, addressee] = read(answer.reply);
    const std::lock_guard lock{guard_};
    auto& message = messages_[index];
    if (answer.status != 200)
        wrongs_.push_back("status " + std::to_string(answer.status) + " for " + message.xml);
    else if (text.empty())
        wrongs_.push_back("no reply that verifies for " + message.xml + ": " + answer.body);
    else if (message.xml.find("<FromUserName><![CDATA[" + addressee + "]]>") == std::string::npos)
        wrongs_.push_back("the answer to " + message.xml + " went to " + addressee);
    else if (text.find(message.expected) == std::string::npos)
        wrongs_.push_back("answered \"" + text + "\" to " + message.xml);
    else if (!message.reply.empty() && message.reply != text)
        wrongs_.push_back("a copy was answered \"" + text + "\" instead of \"" + message.reply + '"');
    if (message.reply.empty())
        message.reply = text;
}

void Ledger::confess(Tally& tally)
{
    const std::lock_guard lock{guard_};
    for (auto& wrong : wrongs_)
        tally.wrong(std::move(wrong));
    wrongs_.clear();
}

Load::Load(Ledger& ledger, std::uint16_t port, tests::WechatSecrets secrets, Weather weather)
    : ledger_{ledger}, port_{port}, secrets_{std::move(secrets)}, weather_{weather}
{
}

void Load::run(std::span<const std::size_t> order, Pace pace, const Told& answered)
{
    next_ = 0;
    began_ = Clock::now();
    std::vector<std::thread> lanes;
    for (int i = 0; i < pace.lanes; ++i)
        lanes.emplace_back([&] { lane(order, pace, answered); });
    for (auto& one : lanes)
        one.join();
    over_ = true;
}

void Load::lane(std::span<const std::size_t> order, Pace pace, const Told& answered)
{
    WechatSender sender{port_, secrets_};
    for (;;) {
        const auto place = next_++;
        if (place >= order.size())
            return;
        if (pace.per_second > 0)
            std::this_thread::sleep_until(began_ + std::chrono::microseconds{static_cast<std::int64_t>(
                                                       static_cast<double>(place) * 1e6 / pace.per_second)});
        if (cut_)
            return;
        bool done = false;
        for (int tries = 0; tries < pace.tries && !done && !cut_; ++tries)
            done = deliver(sender, order[place], answered);
        if (!done)
            return; // the bot is gone
    }
}

bool Load::deliver(WechatSender& sender, std::size_t index, const Told& answered)
{
    ledger_.sent(index);
    const auto sent = Clock::now();
    ++in_flight_;
    const auto answer = sender.post(ledger_[index].xml);
    --in_flight_;
    if (!answer) {
        ++unanswered_;
        return false;
    }
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - sent);
    const int count = ++answers_;
    if (answered) // before anything else: a liar has only a moment
        answered(count, took);
    observed().take(*answer, took, weather_);
    ledger_.record(index, *answer);
    return true;
}

} // namespace fingertip::safety

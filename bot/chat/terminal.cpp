#include "bot/chat/terminal.hpp"

#include "bot/chat/screen.hpp"
#include "bot/platforms/digest.hpp"
#include "bot/platforms/flat_xml.hpp"

#include <boost/asio/co_spawn.hpp>

#include <cstdlib>
#include <ctime>
#include <exception>
#include <istream>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace fingertip::bot::chat {

namespace asio = boost::asio;
using simulator::Act;
using simulator::Delivery;

namespace {

std::int64_t seconds_now()
{
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string stamp(std::int64_t seconds)
{
    const std::time_t time = seconds;
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

/// "3 s ahead", "2 s behind", "right".
std::string off_by(std::int64_t seconds)
{
    return seconds == 0 ? "right" : std::to_string(std::abs(seconds)) + (seconds > 0 ? " s ahead" : " s behind");
}

} // namespace

std::string account_for(std::string_view platform, std::string_view name)
{
    constexpr std::size_t openid_length = 28;
    const std::string mark = "oChat";
    return mark + platforms::sha256_hex("fingertip chat\n" + std::string{platform} + "\n" + std::string{name},
                                        openid_length - mark.size());
}

Terminal::Terminal(asio::io_context& io, simulator::WechatServers& platform, TerminalOptions options, std::ostream& out)
    : io_{io}, platform_{platform}, options_{std::move(options)}, out_{out}
{
}

void Terminal::run(std::istream& in)
{
    std::string line;
    for (;;) {
        out_ << options_.prompt << std::flush;
        if (!std::getline(in, line)) {
            if (!options_.prompt.empty())
                out_ << '\n'; // the shell's prompt begins on a line of its own
            return;
        }
        if (options_.echo)
            out_ << "> " << harmless(line) << '\n';
        const bool goes_on = obey(read_line(line));
        out_ << std::flush; // whoever drives this by a pipe waits for the reply
        if (!goes_on)
            return;
    }
}

bool Terminal::obey(const Line& line)
{
    return std::visit(
        [this](const auto& what) {
            using What = std::decay_t<decltype(what)>;
            if constexpr (std::is_same_v<What, Do>)
                what.page.empty() ? act(what.act) : scan(what);
            else if constexpr (std::is_same_v<What, TapNumber>)
                tap(what.number);
            else if constexpr (std::is_same_v<What, Again>)
                again();
            else if constexpr (std::is_same_v<What, Twice>)
                copies_ = 2;
            else if constexpr (std::is_same_v<What, Late>)
                late_ = what.by;
            else if constexpr (std::is_same_v<What, Clock>)
                set_clock(what);
            else if constexpr (std::is_same_v<What, Wire>)
                toggle_wire();
            else if constexpr (std::is_same_v<What, Help>)
                out_ << line_help();
            else if constexpr (std::is_same_v<What, NotUnderstood>)
                note(harmless(what.why));
            return !std::is_same_v<What, Quit>;
        },
        line);
}

void Terminal::act(const Act& act)
{
    const int copies = std::exchange(copies_, 1);
    last_sent_ = seconds_now() + ahead_.count() - std::exchange(late_, std::chrono::seconds{0}).count();
    last_event_ = simulator::event_xml(act, options_.account, last_sent_, platform_.next_message_id());
    deliver(copies);
}

void Terminal::scan(Do what)
{
    what.act.scene = options_.camera ? options_.camera(what.page) : std::string{};
    if (what.act.scene.empty())
        return note("that meeting's page shows no picture, or no longer; nothing was sent");
    act(what.act);
}

void Terminal::tap(std::size_t number)
{
    if (number == 0 || number > tappable_.size())
        return note(tappable_.empty()
                        ? "the last reply has no word to tap; nothing was sent"
                        : "the last reply has " + std::to_string(tappable_.size()) + " to tap; nothing was sent");
    Act tapped;
    tapped.kind = Act::Kind::tap;
    tapped.text = tappable_[number - 1];
    act(tapped);
}

void Terminal::again()
{
    if (last_event_.empty())
        return note("there is nothing yet that could come again");
    const auto before = last_reply_;
    deliver(1);
    note(last_reply_ == before ? "the same answer as before" : "another answer than before");
}

/// Delivers the last event that many times at once and shows what came of it.
void Terminal::deliver(int copies)
{
    std::vector<Delivery> arrived;
    std::exception_ptr failed;
    for (int copy = 0; copy < copies; ++copy)
        asio::co_spawn(io_, platform_.deliver(last_event_), [&](std::exception_ptr failure, Delivery delivery) {
            if (failure)
                failed = failure;
            arrived.push_back(std::move(delivery));
        });
    io_.restart();
    io_.run();
    if (failed)
        std::rethrow_exception(failed);
    for (const auto& delivery : arrived) {
        if (wire_)
            show_wire(delivery);
        check(delivery);
    }
    show_reply(arrived.front());
    for (std::size_t copy = 1; copy < arrived.size(); ++copy) {
        const bool same = show(arrived[copy].shown).text == last_reply_;
        note(same ? "both copies got this answer" : "the other copy got another answer:");
        if (!same)
            show_reply(arrived[copy]);
    }
}

void Terminal::check(const Delivery& delivery) const
{
    if (delivery.status == 0)
        throw std::runtime_error{"The server did not answer, three times. Is `fingertip serve` still running? Its log "
                                 "says what became of the message."};
    if (delivery.status != 200)
        throw std::runtime_error{"The server refused the message with " + std::to_string(delivery.status) +
                                 ". Was it started with the configuration that this chat reads?"};
    if (!delivery.reply_is_genuine)
        throw std::runtime_error{"The reply's signature does not hold, so the platform would not show it. Was the "
                                 "server started with the configuration that this chat reads?"};
}

void Terminal::show_reply(const Delivery& delivery)
{
    auto screen = show(delivery.shown);
    if (screen.text.empty())
        note("no reply");
    else
        out_ << screen.text << '\n';
    last_reply_ = std::move(screen.text);
    tappable_ = std::move(screen.tappable);
    if (const auto reply = platforms::FlatXml::parse(delivery.reply_xml)) {
        last_reply_at_ = std::atoll(reply->field("CreateTime").c_str());
        last_reply_came_ = seconds_now();
    }
}

void Terminal::show_wire(const Delivery& delivery)
{
    const std::string attempts = delivery.attempts == 1 ? "" : " at attempt " + std::to_string(delivery.attempts);
    const auto milliseconds = static_cast<long>(delivery.milliseconds + 0.5);
    std::string wire = delivery.request_line + "\n" + delivery.request_body + "\n";
    if (delivery.request_body != delivery.event_xml)
        wire += "which is: " + delivery.event_xml + "\n";
    wire += "status " + std::to_string(delivery.status) + attempts + " after " + std::to_string(milliseconds) +
            " ms\n" + delivery.answer_body + "\n";
    if (!delivery.reply_xml.empty() && delivery.reply_xml != delivery.answer_body)
        wire += "which is: " + delivery.reply_xml + "\n";
    std::istringstream lines{harmless(wire)};
    for (std::string line; std::getline(lines, line);)
        dim("| " + line);
}

void Terminal::toggle_wire()
{
    wire_ = !wire_;
    note(wire_ ? "the wire is shown" : "the wire is hidden");
}

void Terminal::set_clock(const Clock& clock)
{
    if (clock.ahead)
        ahead_ = *clock.ahead;
    show_clocks();
}

void Terminal::show_clocks()
{
    note("here it is " + stamp(seconds_now()) + ", the platform's clock is " + off_by(ahead_.count()));
    if (!last_event_.empty())
        note("the last message was sent at " + stamp(last_sent_));
    if (last_reply_at_ != 0)
        note("the last reply was made at " + stamp(last_reply_at_) + " by the server's clock, which is " +
             off_by(last_reply_at_ - last_reply_came_));
}

void Terminal::note(const std::string& text)
{
    dim("(" + text + ")");
}

void Terminal::dim(const std::string& line)
{
    out_ << (options_.coloured ? "\x1b[2m" : "") << line << (options_.coloured ? "\x1b[0m\n" : "\n");
}

} // namespace fingertip::bot::chat

#include "bot/http_guard.hpp"

#include "bot/http_words.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace fingertip::bot {

namespace {

constexpr HttpRefusal malformed{400};

enum class LineEnd
{
    found,
    not_yet,
    wrong,
    too_far
};

struct Line
{
    LineEnd end;
    std::string_view text; ///< without CRLF
    std::size_t next = 0;  ///< where the following line begins
};

Line take_line(std::string_view bytes, std::size_t at, std::size_t room)
{
    for (std::size_t i = at; i < bytes.size(); ++i) {
        if (bytes[i] == '\r') {
            if (i + 1 == bytes.size())
                return {LineEnd::not_yet, {}};
            if (bytes[i + 1] != '\n')
                return {LineEnd::wrong, {}};
            return {LineEnd::found, bytes.substr(at, i - at), i + 2};
        }
        if (is_control(bytes[i]))
            return {LineEnd::wrong, {}};
        if (i - at == room)
            return {LineEnd::too_far, {}};
    }
    return {LineEnd::not_yet, {}};
}

/// `GET /path?query HTTP/1.1`, single blanks, origin-form.
bool read_request_line(std::string_view line, HttpHead& head)
{
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last)
        return false;
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);

    if (method.empty() || !std::all_of(method.begin(), method.end(), [](char c) { return is_upper(c) || c == '-'; }))
        return false;
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return false;
    if (target.empty() || target.front() != '/' ||
        !std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; }))
        return false;

    head.http_1_0 = version == "HTTP/1.0";
    head.keep_alive = !head.http_1_0;
    head.request.method = method;
    const auto question = target.find('?');
    head.request.path = target.substr(0, question);
    if (question != std::string_view::npos)
        head.request.query = target.substr(question + 1);
    return true;
}

/// name[:port] or [v6][:port]. Returns the name in lower case; nothing if it is no host.
std::optional<std::string> host_name(std::string_view value)
{
    std::string_view name;
    std::string_view rest;
    if (value.starts_with('[')) {
        const auto close = value.find(']');
        if (close == std::string_view::npos || close < 3)
            return std::nullopt;
        name = value.substr(0, close + 1);
        rest = value.substr(close + 1);
        const auto inner = name.substr(1, name.size() - 2);
        if (inner.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos)
            return std::nullopt;
    } else {
        name = value.substr(0, value.find(':'));
        rest = value.substr(name.size());
        if (name.empty() || !std::all_of(name.begin(), name.end(), [](char c) {
                return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
            }))
            return std::nullopt;
    }
    if (!rest.empty() &&
        (rest.size() > 6 || rest.front() != ':' || !std::all_of(rest.begin() + 1, rest.end(), is_digit)))
        return std::nullopt;
    return lowered(name);
}

/// Plain digits, or nothing. What does not fit is the largest number, and thus over every limit.
std::optional<std::size_t> length_value(std::string_view value)
{
    if (value.empty() || !std::all_of(value.begin(), value.end(), is_digit) ||
        (value.size() > 1 && value.front() == '0'))
        return std::nullopt;
    if (value.size() > 18)
        return std::numeric_limits<std::size_t>::max();
    std::size_t number = 0;
    for (const char c : value)
        number = number * 10 + static_cast<std::size_t>(c - '0');
    return number;
}

void append_to_list(std::string& list, std::string_view value)
{
    if (!list.empty())
        list += ',';
    list += value;
}

/// Reads the header lines one by one; what they mean together is decided in `refusal`.
class Fields
{
public:
    Fields(HttpHead& head, const std::vector<std::string>& allowed_hosts) : head_{head}, allowed_hosts_{allowed_hosts}
    {
    }

    /// False: malformed, or a kind of framing that is not served.
    bool read(std::string_view line)
    {
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
            return false; // a folded line begins with a blank, which no name has
        auto name = lowered(line.substr(0, colon));
        const auto value = trim(line.substr(colon + 1));

        if (name == "transfer-encoding" || name == "transfer_encoding" || name == "content_length")
            return false; // with '_': some proxies take it for the real one
        if (name == "content-length" && !read_length(value))
            return false;
        if (name == "host" && !read_host(value))
            return false;
        if (name == "connection" && !read_connection(value))
            return false;
        if (name == "expect")
            (same_word(value, "100-continue") ? head_.expects_continue : unknown_expectation_) = true;

        if (name == "x-forwarded-for")
            append_to_list(head_.forwarded_for, value);
        else if (name == "x-forwarded-proto")
            append_to_list(head_.forwarded_proto, value);
        else if (!name.starts_with("x-forwarded-") && name != "forwarded" && name != "x-real-ip")
            head_.request.headers.emplace_back(std::move(name), value);
        return true;
    }

    /// After the last line.
    std::optional<HttpRefusal> refusal(const HttpLimits& limits)
    {
        if (!has_host_ && !head_.http_1_0)
            return malformed;
        if (head_.content_length > limits.body)
            return HttpRefusal{413};
        if (unknown_expectation_ && !head_.http_1_0)
            return HttpRefusal{417};
        head_.expects_continue = head_.expects_continue && !head_.http_1_0;
        if (close_)
            head_.keep_alive = false;
        else if (stay_)
            head_.keep_alive = true;
        return std::nullopt;
    }

private:
    bool read_length(std::string_view value)
    {
        const auto length = length_value(value);
        if (!length || has_length_)
            return false;
        has_length_ = true;
        head_.content_length = *length;
        return true;
    }

    bool read_host(std::string_view value)
    {
        const auto name = host_name(value);
        if (!name || has_host_)
            return false;
        has_host_ = true;
        return allowed_hosts_.empty() ||
               std::find(allowed_hosts_.begin(), allowed_hosts_.end(), *name) != allowed_hosts_.end();
    }

    bool read_connection(std::string_view value)
    {
        bool sound = true;
        for_each_element(value, [&](std::string_view element) {
            sound = sound && (element.empty() || is_token(element));
            close_ = close_ || same_word(element, "close");
            stay_ = stay_ || same_word(element, "keep-alive");
        });
        return sound;
    }

    HttpHead& head_;
    const std::vector<std::string>& allowed_hosts_;
    bool has_host_ = false;
    bool has_length_ = false;
    bool close_ = false;
    bool stay_ = false;
    bool unknown_expectation_ = false;
};

} // namespace

HttpInspection inspect_head(std::string_view bytes, const HttpLimits& limits,
                            const std::vector<std::string>& allowed_hosts)
{
    HttpHead head;
    const auto request_line = take_line(bytes, 0, limits.request_line);
    if (request_line.end == LineEnd::not_yet)
        return HttpHeadIncomplete{};
    if (request_line.end == LineEnd::too_far)
        return HttpRefusal{414};
    if (request_line.end == LineEnd::wrong || !read_request_line(request_line.text, head))
        return malformed;

    // Once over everything without keeping anything: a head that trickles in is looked at often.
    std::size_t at = request_line.next;
    std::size_t count = 0;
    for (bool last = false; !last;) {
        const std::size_t used = at - request_line.next;
        const auto line = take_line(bytes, at, limits.header_block - std::min(used, limits.header_block));
        if (line.end == LineEnd::not_yet)
            return HttpHeadIncomplete{};
        if (line.end == LineEnd::wrong)
            return malformed;
        last = line.end == LineEnd::found && line.text.empty();
        const bool too_long = line.end == LineEnd::too_far || line.next - request_line.next > limits.header_block;
        if (!last && (too_long || ++count > limits.fields))
            return HttpRefusal{431};
        at = line.next;
    }
    head.size = at;

    head.request.headers.reserve(count);
    Fields fields{head, allowed_hosts};
    for (std::size_t from = request_line.next; count > 0; --count) {
        const auto end = bytes.find('\r', from);
        if (!fields.read(bytes.substr(from, end - from)))
            return malformed;
        from = end + 2;
    }
    if (const auto refusal = fields.refusal(limits))
        return *refusal;
    return head;
}

} // namespace fingertip::bot

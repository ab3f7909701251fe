#include "bot/demo/redis_switch.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fingertip::bot::demo {

namespace {

/// In the child: becomes redis-server, or says why not through `report`. Between fork and exec only what is safe there.
[[noreturn]] void become(char* const* argv, char* const* environment, pid_t parent, int report)
{
    // A demo that is killed takes its Redis along; it may have been killed already.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() == parent)
        ::execvpe(argv[0], argv, environment);
    const int why = errno;
    [[maybe_unused]] const auto written = ::write(report, &why, sizeof why);
    ::_exit(127);
}

} // namespace

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
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0)
        return false;
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child == 0)
        become(argv.data(), environment.data(), parent, pipe[1]);
    ::close(pipe[1]);
    int why = 0;
    // Nothing comes when the program was found: exec closes the other end.
    ssize_t told = -1;
    while (child > 0 && (told = ::read(pipe[0], &why, sizeof why)) < 0 && errno == EINTR)
        ;
    const bool began = told == 0;
    ::close(pipe[0]);
    if (child > 0 && !began)
        ::waitpid(child, nullptr, 0);
    child_ = began ? child : -1;
    return began;
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

#include "bot/cli/give_up.hpp"

#include <csignal>

namespace fingertip::bot::cli {

namespace {

volatile std::sig_atomic_t told = 0; // a signal handler can reach nothing else

} // namespace

storage::Stop give_up_when_told()
{
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction action{};
        action.sa_handler = [](int) { told = 1; };
        ::sigaction(number, &action, nullptr);
    }
    return [] { return told != 0; };
}

} // namespace fingertip::bot::cli

#include "bot/bench/process.hpp"

#include <unistd.h>

#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>

namespace fingertip::bot::bench {

namespace {

std::string read(const std::string& path)
{
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

double cpu_of(const std::string& folder)
{
    const auto line = read(folder + "stat");
    const auto name_end = line.rfind(')'); // the name may hold blanks and brackets
    if (name_end == std::string::npos)
        throw std::runtime_error{"there is no process whose CPU time could be read at " + folder};
    std::istringstream fields{line.substr(name_end + 2)};
    std::string skipped;
    for (int field = 3; field < 14; ++field)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

long pss_of(const std::string& folder)
{
    std::ifstream in{folder + "smaps_rollup"};
    for (std::string word; in >> word;)
        if (word == "Pss:") {
            long kib = 0;
            in >> kib;
            return kib;
        }
    return 0;
}

} // namespace

Used used_by(pid_t process)
{
    const auto folder = "/proc/" + std::to_string(process) + '/';
    Used used{cpu_of(folder), pss_of(folder)};
    std::istringstream children{read(folder + "task/" + std::to_string(process) + "/children")};
    for (pid_t child = 0; children >> child;) {
        const auto more = used_by(child);
        used.cpu_seconds += more.cpu_seconds;
        used.pss_kib += more.pss_kib;
    }
    return used;
}

} // namespace fingertip::bot::bench

#include "tests/safety/progress.hpp"

#include <fstream>
#include <sstream>

namespace fingertip::safety {

Progress::Progress(std::string path) : path_{std::move(path)}
{
    std::ifstream in{path_};
    for (std::string line; std::getline(in, line);) {
        std::istringstream fields{line};
        std::string id;
        std::string field;
        int slice = 0;
        std::getline(fields, id, '\t');
        fields >> slice >> std::ws;
        Tally tally;
        while (std::getline(fields, field, '\t')) {
            const auto equals = field.find('=');
            if (equals == std::string::npos || equals == 0)
                continue;
            if (field.front() == '!')
                tally.wrongs.push_back(field.substr(equals + 1));
            else
                tally.counts[field.substr(0, equals)] = std::stoll(field.substr(equals + 1));
        }
        done_[{id, slice}] = std::move(tally);
    }
}

std::uint64_t Progress::seed(std::uint64_t fresh)
{
    if (!has("seed", 0)) {
        Tally tally;
        tally.counts["seed"] = static_cast<std::int64_t>(fresh);
        add("seed", 0, tally);
    }
    return static_cast<std::uint64_t>(of("seed", 0).count("seed"));
}

void Progress::add(const std::string& id, int slice, const Tally& tally)
{
    done_[{id, slice}] = tally;
    if (path_.empty())
        return;
    std::ofstream out{path_, std::ios::app};
    out << id << '\t' << slice;
    for (const auto& [name, count] : tally.counts)
        out << '\t' << name << '=' << count;
    for (auto wrong : tally.wrongs) {
        for (auto& c : wrong)
            c = c == '\t' || c == '\n' ? ' ' : c;
        out << "\t!=" << wrong;
    }
    out << std::endl;
}

} // namespace fingertip::safety

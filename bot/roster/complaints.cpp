#include "bot/roster/complaints.hpp"

#include "bot/operations/rows.hpp"

#include <algorithm>
#include <sstream>

namespace fingertip::bot::roster {

namespace {

bool before(const Complaint& a, const Complaint& b)
{
    return a.line < b.line;
}

} // namespace

void Complaints::add(int line, std::string column, std::string reason)
{
    ++count_;
    Complaint complaint{line, std::move(column), std::move(reason)};
    // The first lines of the file are told, whichever check came first.
    const auto place = std::upper_bound(told_.begin(), told_.end(), complaint, &before);
    if (place == told_.end() && told_.size() == most_told)
        return;
    told_.insert(place, std::move(complaint));
    if (told_.size() > most_told)
        told_.pop_back();
}

BookAnswer Complaints::refuse(const std::string& format) const
{
    BookAnswer answer;
    answer.exit = 1;
    if (format == "csv" || format == "json") {
        Rows rows{{"line", "column", "reason"}, {}};
        for (const auto& complaint : told_)
            rows.rows.push_back({static_cast<long long>(complaint.line), complaint.column, complaint.reason});
        std::ostringstream out;
        print_rows(out, format, rows);
        answer.output = out.str();
    } else {
        for (const auto& [line, column, reason] : told_) {
            answer.errors += line ? "line " + std::to_string(line) : std::string{"file"};
            answer.errors += (column.empty() ? "" : ", " + column) + ": " + reason + '\n';
        }
    }
    if (count_ > told_.size())
        answer.errors += "and " + std::to_string(count_ - told_.size()) + " more\n";
    answer.errors += std::to_string(count_) + (count_ == 1 ? " fault" : " faults") +
                     "; nothing was written. Correct the file and import it again.\n";
    return answer;
}

} // namespace fingertip::bot::roster

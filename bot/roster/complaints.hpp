#pragma once

#include "bot/books.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fingertip::bot::roster {

/// What is wrong with one cell of a file.
struct Complaint
{
    int line = 0;       ///< in the file; 0: the whole file
    std::string column; ///< English name; empty: the whole line
    std::string reason; ///< a sentence
};

/// Everything that is wrong with a file, told at once.
class Complaints
{
public:
    /// How many are told; the rest is counted.
    static constexpr std::size_t most_told = 200;

    void add(int line, std::string column, std::string reason);
    bool empty() const { return count_ == 0; }
    std::size_t count() const { return count_; }

    /// The answer that refuses the file: lines in the file's order, and that nothing was written. `format` csv or json
    /// gives them as rows on standard output, anything else as sentences.
    BookAnswer refuse(const std::string& format) const;

private:
    std::vector<Complaint> told_;
    std::size_t count_ = 0;
};

} // namespace fingertip::bot::roster

#pragma once

#include "storage/seal.hpp"
#include "storage/stop.hpp"
#include "storage/tx.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fingertip::storage {

/// What a database holds, counted and opened: whether a backup could stand in for it.
struct Contents
{
    struct Register
    {
        const char* name; ///< "members"
        std::int64_t rows = 0;
    };
    std::vector<Register> registers;
    std::int64_t ledger = 0;               ///< points of all entries, added up
    std::int64_t balances = 0;             ///< points of all running balances, added up
    std::int64_t opened = 0;               ///< sealed values that the key opens
    std::int64_t erased = 0;               ///< those whose owner's erasure has closed them for good
    std::optional<std::string> unopened{}; ///< the first that ought to open and does not: "members.name of row 7"
};

/// Reads everything, in one snapshot. Throws Stopped, Unavailable.
Contents contents(ReadTx& tx, const Vault& vault, const Stop& stop = {});

} // namespace fingertip::storage

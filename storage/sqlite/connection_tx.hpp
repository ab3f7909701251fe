#pragma once

#include "storage/sqlite/connection.hpp"

namespace fingertip::storage::sqlite {

/// A unit's view of a connection; counts its statements.
class ConnectionTx final : public Tx
{
public:
    explicit ConnectionTx(Connection& connection) : connection_{connection} {}

protected:
    Statement& start(const Sql& sql, std::span<const Value> values, bool may_write) override
    {
        ++statements_;
        return connection_.start(sql, values, may_write);
    }
    std::int64_t changed() const override { return connection_.changed(); }

private:
    Connection& connection_;
};

} // namespace fingertip::storage::sqlite

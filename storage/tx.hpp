#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace fingertip::storage {

/// One statement: a name for metrics and a text with parameters $1, $2 … (bound by name). Both must outlive the
/// program.
struct Sql
{
    const char* name;
    const char* text;
};

/// Bytes, as opposed to text.
struct Blob
{
    std::string_view bytes;
};

/// A parameter. Refers to the caller's text: use it in the call it is made for.
class Value
{
public:
    enum class Kind
    {
        null,
        integer,
        real,
        text,
        blob
    };

    Value(std::nullptr_t) {}
    Value(std::nullopt_t) {}
    Value(int value) : kind_{Kind::integer}, integer_{value} {}
    Value(long value) : kind_{Kind::integer}, integer_{value} {}
    Value(long long value) : kind_{Kind::integer}, integer_{value} {}
    Value(bool value) : kind_{Kind::integer}, integer_{value} {}
    Value(double value) : kind_{Kind::real}, real_{value} {}
    Value(std::string_view text) : kind_{Kind::text}, bytes_{text} {}
    Value(const std::string& text) : kind_{Kind::text}, bytes_{text} {}
    Value(const char* text) : kind_{Kind::text}, bytes_{text} {}
    Value(Blob blob) : kind_{Kind::blob}, bytes_{blob.bytes} {}
    template<class T>
    Value(const std::optional<T>& value)
    {
        if (value)
            *this = Value{*value};
    }

    Kind kind() const { return kind_; }
    std::int64_t integer() const { return integer_; }
    double real() const { return real_; }
    std::string_view bytes() const { return bytes_; }

private:
    Kind kind_ = Kind::null;
    std::int64_t integer_ = 0;
    double real_ = 0;
    std::string_view bytes_;
};

/// A prepared statement of an engine; used through Rows.
class Statement
{
public:
    virtual ~Statement() = default;
    virtual bool step() = 0;
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    virtual std::string_view bytes(int column) const = 0;
    virtual void finish() noexcept = 0;
};

/// The rows of a running query, read forwards. Views returned by it live until the next step.
class Rows
{
public:
    explicit Rows(Statement& statement) : statement_{&statement} {}
    Rows(Rows&& other) noexcept : statement_{other.statement_} { other.statement_ = nullptr; }
    Rows& operator=(Rows&&) = delete;
    ~Rows()
    {
        if (statement_)
            statement_->finish();
    }

    /// Steps to the next row; false: there is none.
    bool next() { return statement_->step(); }
    bool is_null(int column) const { return statement_->is_null(column); }
    /// 0 where the column is null.
    std::int64_t integer(int column) const { return statement_->integer(column); }
    bool boolean(int column) const { return statement_->integer(column) != 0; }
    double real(int column) const { return statement_->real(column); }
    /// Empty where the column is null.
    std::string text(int column) const { return std::string{statement_->bytes(column)}; }
    std::string_view view(int column) const { return statement_->bytes(column); }
    std::optional<std::int64_t> maybe_integer(int column) const
    {
        return is_null(column) ? std::nullopt : std::optional{integer(column)};
    }

private:
    Statement* statement_;
};

/// The database cannot do it now: disk full, I/O error, not writable. Everybody may try again later.
struct Unavailable : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// Whether a commit happened is not known; look the delivery up again.
struct CommitUnknown : Unavailable
{
    using Unavailable::Unavailable;
};

/// A constraint (UNIQUE, CHECK, FOREIGN KEY, NOT NULL) refused a row.
struct Conflict : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// Reads within one snapshot. Not thread-safe; lives as long as its unit.
class ReadTx
{
public:
    virtual ~ReadTx() = default;

    /// Runs a statement that reads; std::logic_error if it would write. Throws Unavailable.
    Rows query(const Sql& sql, std::initializer_list<Value> values = {})
    {
        return Rows{start(sql, {values.begin(), values.size()}, false)};
    }

    /// Statements run so far by this unit.
    int statements() const { return statements_; }

protected:
    virtual Statement& start(const Sql& sql, std::span<const Value> values, bool may_write) = 0;
    int statements_ = 0;
};

/// Reads and writes within one unit of work. Throws Conflict when a constraint refuses, Unavailable when the disk does.
class Tx : public ReadTx
{
public:
    /// Runs a statement that writes and returns rows (RETURNING). Step it to the end or drop it: it is finished either
    /// way.
    Rows change(const Sql& sql, std::initializer_list<Value> values = {})
    {
        return Rows{start(sql, {values.begin(), values.size()}, true)};
    }

    /// Runs a statement that writes; returns how many rows it changed.
    std::int64_t execute(const Sql& sql, std::initializer_list<Value> values = {})
    {
        Rows rows = change(sql, values);
        while (rows.next()) {
        }
        return changed();
    }

protected:
    virtual std::int64_t changed() const = 0;
};

} // namespace fingertip::storage

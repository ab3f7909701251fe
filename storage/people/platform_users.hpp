#pragma once

#include "storage/seal.hpp"
#include "storage/tx.hpp"
#include "storage/types.hpp"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace fingertip::storage::platform_users {

/// The platforms whose user ids a roster file may bring.
inline constexpr std::array<std::string_view, 3> kinds{"wecom", "dingtalk", "feishu"};

/// What each of `kinds` calls somebody, in that order; "": not known.
using Users = std::array<std::string, kinds.size()>;

/// Calls back for every id of the people `from` to `to`, in the order of people: whose, of which of `kinds`, sealed.
void each(ReadTx& tx, MemberId from, MemberId to,
          const std::function<void(MemberId, std::size_t, std::string_view)>& found);

/// What one person is called; `person` opens it.
Users of(ReadTx& tx, const Sealer& person, MemberId member);

std::string seal(const Sealer& person, MemberId member, std::size_t kind, std::string_view user_id);
/// "" when it does not open.
std::string open(const Sealer& person, MemberId member, std::size_t kind, std::string_view sealed);

/// The hash under which an id is looked up.
std::string look_up_key(const Vault& vault, std::size_t kind, std::string_view user_id);

/// Who is called that on a platform of this kind; empty: nobody of the roster.
std::optional<MemberId> find(ReadTx& tx, const Vault& vault, std::string_view kind, std::string_view user_id);

} // namespace fingertip::storage::platform_users

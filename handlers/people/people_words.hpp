#pragma once

#include "handlers/context.hpp"
#include "handlers/roles.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace fingertip::handlers {

/// What is written to somebody else: in Chinese, as it is not known here what language they chose.
std::string for_others(const ReadContext& ctx, Text id, std::initializer_list<Filling> values = {});

/// "正式党员" of "full".
Text category_text(std::string_view category);
/// "书记"
Text role_text(Role role);

/// "邀请码" of "invitation": how a binding came about.
Text via_text(std::string_view via);

/// "5月6日 08:00"-like moment and the day alone, for people.
std::string moment_words(const ReadContext& ctx, storage::Time at);
std::string day_words(const ReadContext& ctx, storage::Time at);

/// The names of the roles that decide upon their own organisation, as a JSON array.
const std::string& deciding_roles();
/// The same of the roles that see what waits for them, which those who only call meetings do as well.
const std::string& reviewing_roles();

} // namespace fingertip::handlers

#pragma once

#include "bot/config.hpp"

#include <map>
#include <string>

namespace fingertip::bot::cli {

/// What the first administrator and the topmost organisation are called until a roster says better.
inline constexpr const char* first_administrator_name = "管理员";
inline constexpr const char* first_root_name = "本组织";

/// Makes an invitation as the options of the operation "invite" say and prints its code, whom it is for, until when,
/// its scene, and a QR picture when standard output is a terminal. False: it could not be made, and standard error says
/// why.
bool print_invitation(const Config& config, const std::map<std::string, std::string>& options);

} // namespace fingertip::bot::cli

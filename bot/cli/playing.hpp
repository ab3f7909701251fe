#pragma once

#include "bot/config.hpp"
#include "bot/simulator/wechat_servers.hpp"

#include <string>

namespace fingertip::bot::cli {

/// Refuses (std::runtime_error) an installation that could reach a real platform: `command` plays the platform with the
/// account's secrets, and nobody should be able to put words into the mouths of real members by a slip.
void refuse_a_real_account(const Config& config, const std::string& command);

/// The account named, or the only one. Throws UsageError; std::runtime_error when there is none.
const PlatformConfig& choose_platform(const Config& config, const std::string& wanted);

/// Where the running server takes webhooks of this machine: "127.0.0.1:8080", "[::1]:8080". One that listens everywhere
/// also listens on loopback. Throws std::runtime_error when it does not, or no server runs.
Endpoint webhook_listen(const Config& config, const std::string& command);

simulator::AccountSecrets secrets_of(const PlatformConfig& platform);

} // namespace fingertip::bot::cli

#pragma once

#include "bot/platforms/platform.hpp"

#include <chrono>
#include <string>

namespace fingertip::bot::platforms {

/// Reads an authentic (decrypted) document of an Official Account: an Incoming, or Unusable with the document in it.
/// Every message and event of 接收普通消息, 接收事件推送, 自定义菜单事件推送; what is not known there becomes
/// Act::notice, with the platform's name for it, cut to 40 letters, digits, "_", "-" and ".", as its kind.
Decoded read_wechat_event(std::string document, const std::string& platform,
                          std::chrono::sys_time<std::chrono::milliseconds> received_at);

} // namespace fingertip::bot::platforms

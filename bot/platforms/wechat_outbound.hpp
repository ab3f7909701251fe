#pragma once

#include "handlers/incoming.hpp"
#include "handlers/reply.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace fingertip::bot::platforms {

/// What a text may measure, mark-up included. Longer ones are refused with 45002 by the customer-service interface; for
/// passive replies the documents name no figure, so the same is kept.
inline constexpr std::size_t wechat_text_bytes = 2048;

/// Bytes around the two copies of a tappable word.
std::size_t wechat_tap_overhead_bytes();

/// A reply's text as WeChat's chat page shows it: ⟦words⟧ as links of the msgmenu kind (seen in public accounts, not in
/// the documents; tapping sends the word), every other beginning of a link made harmless, characters that XML lacks
/// removed, cut to `limit` bytes at a whole character and never inside a link. A word that cannot stand inside a link's
/// quotes without changing its meaning is shown bare; it can still be typed.
std::string wechat_text(std::string_view text, std::size_t limit = wechat_text_bytes);

/// The passive reply (被动回复用户消息) in plain XML; with a card it is news of one article and the text stays unsaid.
/// Empty when there is nothing to say: an empty Content would show the member an outage.
std::string wechat_reply(const handlers::Reply& reply, const handlers::Incoming& incoming,
                         std::chrono::sys_seconds now);

} // namespace fingertip::bot::platforms

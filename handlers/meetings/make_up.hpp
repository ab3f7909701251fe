#pragma once

#include "handlers/command.hpp"
#include "storage/meetings/meetings.hpp"

#include <string>

namespace fingertip::handlers {

/// Whether 补签 names the speaker (补签 本人, 补签 12 我 手机没电): how an officer asks for themselves.
bool is_for_oneself(const Args& args);

/// 补签, 补签 手机没电, 补签 12 手机没电: a member who came and could not check in asks to be entered. Finds the
/// meeting they missed within a week, asks which of several and why, and files the request (make_up_grant.hpp).
Reply ask_make_up(Context& ctx, const Args& args);

/// The same for one meeting that is known.
Reply ask_make_up_of(Context& ctx, storage::MeetingId meeting, const std::string& reason);

/// Whether a late entry may still be asked for, as far as time and state go.
bool can_be_made_up(const storage::Meeting& meeting, storage::Time now);

bool accepts(const AskMakeUp&, const Args& said);
Reply answer(Context& ctx, const AskMakeUp& step, const Args& said);
/// Asks for the reason once more, after 继续.
Reply ask_again(Context& ctx, const AskMakeUp& step);

} // namespace fingertip::handlers

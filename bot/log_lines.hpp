#pragma once

#include "bot/log.hpp"

namespace fingertip::bot::log {

/// {"time":"2024-05-01T08:00:00.123Z","level":"info"
void append_head(std::string& line, std::chrono::sys_time<std::chrono::milliseconds> time, std::string_view level);

/// ,"event":"…","field":…
void append_body(std::string& line, std::string_view event, Fields fields);

void append_field(std::string& line, const Field& field);

} // namespace fingertip::bot::log

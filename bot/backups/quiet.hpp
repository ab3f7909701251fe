#pragma once

namespace fingertip::bot::backups {

/// From now on the calling thread, and every thread that it starts, takes processor and disk only when nobody else
/// wants them. There is no way back.
void step_back();

} // namespace fingertip::bot::backups

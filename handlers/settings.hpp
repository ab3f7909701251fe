#pragma once

#include <chrono>
#include <string>

namespace fingertip::handlers {

/// How somebody proves who they are before an account is bound.
enum class BindingProof
{
    approval,   ///< name + phone or number, then a secretary decides
    invitation, ///< only with an invitation
    phone,      ///< name + phone from the roster is enough
};

/// What the organisation has decided, from the configuration. Durations are relative to a meeting's start.
struct Settings
{
    BindingProof proof = BindingProof::approval;
    std::chrono::seconds check_in_opens{20 * 60};  ///< before the start
    std::chrono::seconds late_after{0};            ///< after the start
    std::chrono::seconds leave_until{20 * 60};     ///< before the start
    std::chrono::seconds meeting_length{2 * 3600}; ///< when the call names no end
    int absences_hint = 3; ///< absences without leave in a year that the secretary is told of; 0: never
    std::chrono::seconds minutes_lock_after{30 * 86'400}; ///< after the close: the record can no longer be changed
    std::chrono::hours inbox_kept{72};                    ///< so long a copy of an event gets the stored reply
    std::chrono::hours dead_letters_kept{7 * 24};
    std::string public_url;  ///< "https://bot.example.org", without a slash at the end; empty: no pages
    int consent_version = 1; ///< of the privacy notice
};

} // namespace fingertip::handlers

#pragma once

#include "handlers/context.hpp"

#include <memory>

namespace fingertip::bot {

/// Everything that a message needs and that no message changes. A reload makes a new one; whoever works on a message
/// keeps the one it began with.
struct Installation
{
    std::shared_ptr<const templates::Texts> texts;
    std::shared_ptr<const storage::Vault> vault;
    std::shared_ptr<const handlers::Zone> zone;
    handlers::Settings settings;

    handlers::Surroundings surroundings() const { return {*texts, *vault, *zone, settings}; }
};

} // namespace fingertip::bot

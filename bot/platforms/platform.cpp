#include "bot/platforms/platform.hpp"

namespace fingertip::bot::platforms {

const char* name(Cause cause)
{
    switch (cause) {
    case Cause::parameters:
        return "parameters";
    case Cause::signature:
        return "signature";
    case Cause::envelope:
        return "envelope";
    case Cause::xml:
        return "xml";
    case Cause::fields:
        return "fields";
    case Cause::method:
        return "method";
    }
    return "other";
}

} // namespace fingertip::bot::platforms

#include "templates/embedded.hpp"

#include "handlers/incoming.hpp"

#include "tests/support/scratch.hpp"

// jit/read/flexible.h - initialisers of flexible array members, which objects have no room for.
#pragma once

#include "jit/read/cell_parts.h"

// Refuses, with err filled, a cell that gives a flexible array member a value where it defines an
// object: objects are as large as their type says. Returns -1 then. Comes after the declarations.
int flexible_check(const struct cell *cell, struct err *err);

// jit/recursion.h - which functions call each other in circles.
#ifndef CICLE_JIT_RECURSION_H
#define CICLE_JIT_RECURSION_H

#include "jit/session_state.h"

// Adds the slots of the session's functions that a prelude leads to and that call each other in a
// circle of two or more. gcc inlines such circles again and again, and may be busy for minutes. One
// that only calls itself is none. Of very many functions, the first are looked at.
void recursion_find(struct session *session, const struct prelude *from, struct slot_set *found);

#endif

// jit/recursion.h - which functions call each other in circles.
#ifndef CICLE_JIT_RECURSION_H
#define CICLE_JIT_RECURSION_H

#include "jit/session_state.h"

// Adds the slots of the session's functions that functions lead to and that call each other in a
// circle of two or more. gcc inlines such circles again and again, and may be busy for minutes. One
// that only calls itself is none. Of very many functions, the first are looked at. Walks through
// the symbols: no unit or prelude is under way.
void recursion_of_functions(struct session *session, const struct slot_set *functions,
			    struct slot_set *found);

// Does the same for the functions that a text leads to.
void recursion_of_text(struct session *session, const char *text, struct slot_set *found);

#endif

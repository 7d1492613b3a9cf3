// jit/runner/fast.h - which functions run optimised code, and until when.
//
// A unit with UNIT_FAST holds optimised code of functions that are defined already, and knows whose
// text has become part of that code. As soon as one of all these has another definition, all of the
// unit's functions go back to the code that they were defined with, which calls everything by
// stubs.
#ifndef CICLE_JIT_RUNNER_FAST_H
#define CICLE_JIT_RUNNER_FAST_H

#include "jit/runner/compile.h"
#include "jit/runner/slots.h"

struct fast;

struct fast *fast_new(struct slots *slots);

// Lets the stubs of a unit's functions lead to its optimised code. code is borrowed for good.
void fast_add(struct fast *fast, const struct code *code);

// Lets all functions go back to the code that they were defined with.
void fast_give_up_all(struct fast *fast);

// Gives the functions of a unit the unit's code as their definition. Units that took in another
// definition of one of them are given up first.
void fast_define(struct fast *fast, const struct code *code);

#endif

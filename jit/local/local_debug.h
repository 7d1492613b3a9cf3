// jit/local/local_debug.h - the locals of code that gcc or clang made, by its DWARF.
//
// The text is compiled once more with debug information. Where the code is the same, what a
// location's expression says of the place that failed is told, by the registers and the stack of
// that moment; a local that has no location there was optimised out.
#pragma once

#include "base/str.h"
#include "jit/local/locals.h"

// What locals_add_debugged() reads. Everything is borrowed.
struct local_debug {
	const struct str *object;  // with debug information; not trusted
	const struct str *running; // the object whose code runs
	const struct shot *shot;
	struct symbols *symbols; // types are looked up there
};

// Adds the locals of the innermost function at the shot's place, which may be an inlined one.
// peek: the runner's memory; its types, its stack and its own bytes are set here.
void locals_add_debugged(struct locals_text *text, const struct local_debug *debug,
			 struct peek *peek);

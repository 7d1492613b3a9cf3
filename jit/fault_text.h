// jit/fault_text.h - a fault in words: what happened, through which pointer, and what may help.
#ifndef CICLE_JIT_FAULT_TEXT_H
#define CICLE_JIT_FAULT_TEXT_H

#include <stdint.h>

#include "base/str.h"
#include "jit/message.h"
#include "jit/read/symbol.h"

// What is known of a fault.
struct fault_facts {
	uint32_t signal, code;
	uint64_t address;
	enum fault_access access;
	const char *detail;      // in words, when more is known than the signal; ""
	const char *function;    // in which it happened; ""
	const char *text;        // the cell around it; NULL: not known
	uint32_t line;           // of text
	struct symbols *symbols; // what other cells define is looked up there; NULL: nowhere
	const char *repeated;    // a function that is on the stack again and again; "": none
};

// Appends the kind ("SIGSEGV") and one line: "segmentation fault in push(): read of address 0x8
// through `top`, a null `struct node *`".
void fault_describe(const struct fault_facts *facts, struct str *ename, struct str *evalue);

// Appends a line for beginners, "hint: ...", when the fault is one of those that they meet.
void fault_hint(const struct fault_facts *facts, struct str *out);

#endif

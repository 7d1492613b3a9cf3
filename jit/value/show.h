// jit/value/show.h - C statements that hand a value to the runner, with a table of what it is made
// of.
//
// The compiler says what type an expression has (cell_typing_text() asks it); the session's
// declarations say what a struct is made of; sizes and offsets are left to the compiler:
//     { struct node cicle_copied = (E);
//     typedef __typeof__(cicle_copied) cicle_t0;
//     typedef __typeof__((*(cicle_t0*)0).value) cicle_t1; ...
//     static const struct cicle_field cicle_f0[] = {{"value",1,__builtin_offsetof(...),0}, ...};
//     static const struct cicle_row cicle_types[] = {{29,-1,sizeof(cicle_t0),2,"struct node",...
//     cicle_value(&cicle_copied,cicle_types,0); }
// Each type is what the compiler says of an expression, so that types without a name have one.
#ifndef CICLE_JIT_VALUE_SHOW_H
#define CICLE_JIT_VALUE_SHOW_H

#include "base/str.h"
#include "jit/read/cell.h"
#include "jit/value/value.h"

enum show_class {
	SHOW_NOTHING,  // void
	SHOW_ARRAY,    // it has an address and cannot be copied by `=`
	SHOW_FUNCTION, // its address is shown
	SHOW_POINTER,
	SHOW_OTHER, // numbers, enums, structs, unions, vectors
};

// Tells how a value of a type is taken hold of. type is spelled as libtcc's or gcc's messages do:
// "struct point [3]", "const char *", "__vector(4) float".
enum show_class show_class(const char *type);

// What units need to be told before show_value()'s statements.
#define SHOW_PRELUDE                   \
	SHOW_TEXT_OF(VALUE_TABLE_TEXT) \
	"void cicle_value(const void*,const struct cicle_row*,int);"
#define SHOW_TEXT_OF(...) SHOW_TEXT_OF_(__VA_ARGS__)
#define SHOW_TEXT_OF_(...) #__VA_ARGS__

// Appends a block that evaluates a cell's trailing expression once and hands it to the runner's
// cicle_value(). cell->value_type may be NULL: a number's.
void show_value(const struct cell *cell, struct str *out);

#endif

// jit/read/prototype.h - a function's head, or a signature such as "double(const double *, int)",
// read.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "jit/read/symbol.h"

struct parameter {
	char *type; // owned; "const double *": an array is a pointer
	char *name; // owned; "" when it has none
};

struct prototype {
	char *result;             // owned; without storage words
	char *name;               // owned; "" for a signature
	struct parameter *params; // owned
	size_t param_cnt;
	bool is_variadic;
};

// Reads len bytes: "static double dot(const double *a, int n)" or "double(const double *, int)".
// Returns -1 with err naming the text when it is neither, or when the result is a function pointer.
// Release with prototype_release().
int prototype_init(struct prototype *prototype, const char *text, size_t len, struct err *err);
void prototype_release(struct prototype *prototype);

// Appends "double dot(const double *, int)".
void prototype_print(const struct prototype *prototype, struct str *out);

// Tells whether two types are the same: words in any order, simple typedefs looked through.
bool prototype_is_same_type(const struct symbols *symbols, const char *a, const char *b);

// Tells the same of two functions' results and parameters, names aside.
bool prototype_is_same(const struct symbols *symbols, const struct prototype *a,
		       const struct prototype *b);

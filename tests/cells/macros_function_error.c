// tests/cells/macros_function_error.c - an error in a function that a macro makes is told in the call's line
#define HALF(n) int half_##n(void) { return missing_##n / 2; }

HALF(w)
// expect error line 3: 'missing_w'

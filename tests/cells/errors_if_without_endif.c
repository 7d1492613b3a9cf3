// tests/cells/errors_if_without_endif.c - conditionals that do not fit together
#if 1
int a = 1;
// expect error: <any>
// ---
#endif
// expect error: <any>

// tests/cells/errors_directive.c - directives that say or are errors
#error this cell is not ready
// expect error line 1: this cell is not ready
// ---
#nonsense here
// expect stderr: <any>

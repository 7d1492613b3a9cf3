// tests/cells/values_show_usage.c - %show wants an expression with a value
%show
// expect error: UsageError: there is nothing to show
// ---
void nothing(void) { }
%show nothing()
// expect error: UsageError: 'nothing()' has no value
// ---
int x = 1;
%show x -d 0
// expect error: UsageError: -d takes a number from 1 to 254, not '0'
// ---
%show -d many x
// expect error: UsageError: -d takes a number from 1 to 254, not 'many'
// ---
%show missing
// expect error line 1: 'missing' undeclared

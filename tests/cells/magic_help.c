// tests/cells/magic_help.c - a question mark tells what a name is
%prun?   // expect page: Runs a statement, or the whole cell, once under the profiler
// ---
int add(int a, int b) { return a + b; }
// ---
add?   // expect page: int add(int a, int b);
// ---
add??   // expect page: return a + b;
// ---
?add   // expect page: Defined in In[2], line 1.
// ---
unknown_name?   // expect error: nothing is known of 'unknown_name'

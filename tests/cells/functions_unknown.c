// tests/cells/functions_unknown.c - a function that nobody has is an error on its line
int x = 1;
x = no_such_function(x);   // expect error line 2: implicit declaration of function 'no_such_function'
// ---
x   // expect error: 'x' undeclared

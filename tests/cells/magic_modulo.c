// tests/cells/magic_modulo.c - a line that begins with % inside of an expression is C
int a = 17, b = 5;
int r = a
% b;
r   // expect: 2
// ---
(a
%b)   // expect: 2

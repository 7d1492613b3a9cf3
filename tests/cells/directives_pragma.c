// tests/cells/directives_pragma.c - pragmas and empty directives are passed over
#pragma once
#
#pragma GCC optimize "O2"
int x = 3;
x   // expect: 3

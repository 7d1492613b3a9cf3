// tests/cells/statements_evaluation.c - the order of && || ?: and commas
int calls = 0;
int call(int result) { calls++; return result; }
call(0) && call(1); call(1) || call(1); call(1) ? call(2) : call(3);
calls   // expect: 4
// ---
(call(1), call(7))   // expect: 7
// ---
0 ?: 5   // expect: 5

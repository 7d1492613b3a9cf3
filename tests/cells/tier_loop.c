// tests/cells/tier_loop.c - a loop among a cell's statements runs optimised when the cell runs again
int weight(int n) { return n % 7; }
long sum;
// ---
sum = 0;
for (int i = 0; i < 100000; i++) sum += weight(i);
sum   // expect: 299995
// ---
%jit wait
// ---
sum = 0;
for (int i = 0; i < 100000; i++) sum += weight(i);
sum   // expect: 299995
// ---
int weight(int n) { return n % 5; }
// ---
// the same text once more: what it had taken in is another one now
sum = 0;
for (int i = 0; i < 100000; i++) sum += weight(i);
sum   // expect: 200000
// ---
sum = 0;
for (int i = 0; i < 100000; i++) sum += weight(i);
sum   // expect: 200000
// ---
%jit wait
// ---
sum = 0;
for (int i = 0; i < 100000; i++) sum += weight(i);
sum   // expect: 200000

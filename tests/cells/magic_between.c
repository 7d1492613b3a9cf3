// tests/cells/magic_between.c - magics and C in one cell
int n = 1;
%prun -q n++
n++;
n   // expect: 3

// tests/cells/statements_switch.c - switch with fall-through and default
int classify(int n)
{
    switch (n) {
    case 0: return 10;
    case 1:
    case 2: return 20;
    case 3 ... 5: return 30;
    default: return 40;
    }
}
classify(0) + classify(1) + classify(2) + classify(4) + classify(9)   // expect: 120
// ---
int r = 0;
switch (2) { case 1: r = 1; case 2: r += 2; case 3: r += 3; break; default: r = 99; }
r   // expect: 5

// tests/cells/values_enum_flags.c - enumerators that are bits show together
enum perm { NONE, X = 1, W = 2, R = 4 };
enum perm p = R | W;
p   // expect: W | R
// ---
p = 0; p   // expect: NONE
// ---
p = 9; p   // expect: X | 0x8
// ---
p = 8; p   // expect: 8
// ---
enum size { SMALL, MIDDLE, LARGE } s = 3;
s   // expect: 3
// ---
struct { enum perm all : 3; enum { OFF = -1, ON } state; } in = {R | X, OFF};
in   // expect: {.all = X | R, .state = OFF}

// tests/cells/types_mutual.c - structs that point to each other
struct b;
struct a { struct b *other; int value; };
struct b { struct a *other; int value; };
struct a one = {0, 1};
struct b two = {&one, 2};
one.other = &two;
one.other->other->other->value   // expect: 2

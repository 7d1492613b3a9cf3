// tests/cells/redefine_enum_longer.c - an enum with other values
enum level { LOW, HIGH };
int is_high(enum level l) { return l == HIGH; }
is_high(1)   // expect: 1
// ---
enum level { LOW, MIDDLE, HIGH };
is_high(1) * 10 + is_high(2)   // expect: 1

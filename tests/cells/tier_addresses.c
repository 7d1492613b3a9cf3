// tests/cells/tier_addresses.c - a function has one address, at both tiers and in all cells
typedef int number_fn(int);
int twice(int n) { return 2 * n; }
int once(int n) { return n; }
number_fn *const table[] = {once, twice};
number_fn *kept = twice;
number_fn *chosen(int i) { static number_fn *const own[] = {once, twice}; return own[i]; }
int is_twice(number_fn *f) { return f == twice; }
number_fn *self(int n) { return n ? self(n - 1) : (number_fn *)(void *)self; }
int through(number_fn *f, int n) { return n ? through(f, n - 1) + f(n) : 0; }
int all(void) { return through(twice, 3); }
is_twice(kept) + is_twice(chosen(1)) + is_twice(table[1])   // expect: 3
// ---
%jit wait
// ---
is_twice(kept) + is_twice(chosen(1)) + is_twice(table[1]) + is_twice(twice)   // expect: 4
// ---
is_twice(chosen(0)) + (self(3) == (number_fn *)(void *)self)   // expect: 1
// ---
all()   // expect: 12
// ---
int twice(int n) { return 200 * n; }
// ---
all() + is_twice(kept) + kept(1)   // expect: 1401
// ---
%jit wait
all() + is_twice(kept) + is_twice(chosen(1))   // expect: 1202

// tests/cells/crash_array.c - a fault is told to go through pointers, not through arrays
int v[3];
int *p;
int read_at(long i) { return v[i]; }
read_at((0x8000 - (long)v) / 4) // nothing lies that low
// expect error: SIGSEGV: segmentation fault in read_at(): read of address 0x<any>
// expect error: hint: is the index within `v`?
// ---
v[(0x8000 - (long)v) / 4] = 3;
// expect error: write to address 0x<any>
// ---
p[1] = 3;
// expect error: write to address 0x4 through `p`, which is null

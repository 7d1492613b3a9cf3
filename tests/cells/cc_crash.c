// A fault in gcc's code ends the cell; the session is kept.
int kept = 4;
int read_at(int *p) { __int128 wide = 1; return *p + (int)wide; }
// ---
read_at(0)   // expect error: SIGSEGV<any>read_at
// ---
read_at(&kept)   // expect: 5

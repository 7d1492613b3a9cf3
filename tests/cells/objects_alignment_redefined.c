// tests/cells/objects_alignment_redefined.c - an object of the same size gets a stricter home
char before[24];
char buffer[4096];
sizeof buffer   // expect: 4096
// ---
_Alignas(256) char buffer[4096];
(unsigned long)buffer % 256   // expect: 0

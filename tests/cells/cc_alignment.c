// The alignment that an object asks for.
_Alignas(256) char block[100];
(unsigned long)block % 256   // expect: 0
// ---
float row[8] __attribute__((aligned(64)));
(unsigned long)row % 64   // expect: 0

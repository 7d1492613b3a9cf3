// tests/cells/crash_wild_write.c - a wild write is a crash
*(int *)0x10 = 1;   // expect error: 0x10
// ---
1   // expect: 1

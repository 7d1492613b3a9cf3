// tests/cells/main_status.c - a status other than 0 is told
int main(void) { return 3; }
// expect stderr: 3
// ---
int x = 1; x   // expect: 1

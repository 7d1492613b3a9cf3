// tests/cells/main_status_byte.c - a status is what a shell sees of it
int main(void) { return 256 + 44; }   // expect stderr: status 44
// ---
int main(void) { return -1; }   // expect stderr: status 255
// ---
int main(void) { }

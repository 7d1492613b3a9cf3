// tests/cells/settings_lib_restart.c - a new runner has the libraries of the old one
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zlib.h>
%lib z
int check(void) { return (int)crc32(0, (const Bytef *)"abc", 3); }
check()   // expect: 891568578
// ---
syscall(SYS_kill, getpid(), SIGKILL);
// expect error: RunnerDied
// ---
check()   // expect: 891568578

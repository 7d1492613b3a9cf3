// tests/cells/headers_signal.c - signal handlers run
#include <signal.h>
volatile sig_atomic_t got = 0;
void on_usr1(int signal) { got = signal; }
signal(SIGUSR1, on_usr1);
raise(SIGUSR1);
got == SIGUSR1   // expect: 1

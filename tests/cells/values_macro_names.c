// tests/cells/values_macro_names.c - macros may have the names of fields, and of ours
#define kind 5
#define fields 6
#define cnt 7
#define cicle 8
kind + fields + cnt + cicle   // expect: 26
// ---
#include <signal.h>
struct sigaction action = {.sa_flags = 4, .sa_handler = (void (*)(int))1};
action.sa_flags   // expect: 4
// ---
action.__sigaction_handler   // expect: {.sa_handler = 0x1, .sa_sigaction = 0x1}

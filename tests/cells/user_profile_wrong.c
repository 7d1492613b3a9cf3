// tests/cells/user_profile_wrong.c - what is wrong is said on stderr, and the cell goes on
#include <cicle.h>
struct cicle_profile *p = profile_new();
struct cicle_profile *q = profile_new();
// ---
0 + profile_disable(p)   // expect: -1
// expect stderr: profile_disable: the profile is not enabled
// ---
0 + profile_enable(p) * 10 + profile_enable(p)   // expect: -1
// expect stderr: profile_enable: the profile is enabled already
// ---
0 + profile_enable(q)   // expect: -1
// expect stderr: profile_enable: another profile is enabled; disable it first
// ---
0 + profile_disable(p)   // expect: 0
// ---
0 + profile_print_stats(p, "nonsense")   // expect: -1
// expect stderr: profile_print_stats: no sort key 'nonsense'; the keys are calls, ncalls, cumtime
// ---
0 + profile_dump_stats(p, "/no/such/folder/x.prof")   // expect: -1
// expect stderr: profile_dump_stats: cannot write '/no/such/folder/x.prof': No such file
// ---
0 + profile_dump_stats(p, "")   // expect: -1
// expect stderr: profile_dump_stats: the path is empty
// ---
0 + profile_enable((struct cicle_profile *)0)   // expect: -1
// expect stderr: profile_enable: the profile is NULL
// ---
profile_free(q), profile_free(0);
0 + profile_clear(q)   // expect: -1
// expect stderr: profile_clear: this is no profile, or one that was freed
// ---
%prun -q profile_enable(p)
// expect stderr: profile_enable: this run is profiled already, by %prun or %profile
// ---
%%lprun
profile_enable(p);
// expect stderr: profile_enable: this cell has no probes
// expect display: Timer unit

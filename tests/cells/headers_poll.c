// tests/cells/headers_poll.c - poll and pipes
#include <poll.h>
#include <unistd.h>
int ends[2];
pipe(ends);
struct pollfd waiting = {ends[0], POLLIN};
poll(&waiting, 1, 0)   // expect: 0
// ---
write(ends[1], "x", 1);
poll(&waiting, 1, 1000)   // expect: 1
// ---
close(ends[0]); close(ends[1]);

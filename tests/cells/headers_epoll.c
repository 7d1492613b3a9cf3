// tests/cells/headers_epoll.c - a packed struct of the kernel's
#include <sys/epoll.h>
#include <unistd.h>
sizeof(struct epoll_event)   // expect: 12
// ---
int ends[2], queue = epoll_create1(0);
pipe(ends);
struct epoll_event event = {.events = EPOLLIN, .data.u64 = 0x1122334455667788}, out[2];
epoll_ctl(queue, EPOLL_CTL_ADD, ends[0], &event);
write(ends[1], "x", 1);
epoll_wait(queue, out, 2, 1000)   // expect: 1
// ---
out[0].data.u64 == 0x1122334455667788   // expect: 1
// ---
close(queue); close(ends[0]); close(ends[1]);

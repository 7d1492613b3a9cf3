// tests/cells/headers_time.c - time, clock and unistd
#include <time.h>
#include <unistd.h>
time_t t = time(NULL); t > 1600000000   // expect: 1
// ---
struct tm day = {.tm_year = 100, .tm_mon = 1, .tm_mday = 29};
char text[20];
strftime(text, sizeof text, "%Y-%m-%d", &day); text   // expect: "2000-02-29"
// ---
struct timespec a, b;
clock_gettime(CLOCK_MONOTONIC, &a); usleep(1000); clock_gettime(CLOCK_MONOTONIC, &b);
(b.tv_sec - a.tv_sec) * 1000000000L + b.tv_nsec - a.tv_nsec > 900000   // expect: 1
// ---
getpid() > 1   // expect: 1

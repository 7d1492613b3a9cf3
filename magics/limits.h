// magics/limits.h - how much time, memory, output and processes a cell may take, and who watches.
//
// The kernel looks at the runner's processes while a cell runs. A cell over a limit is interrupted,
// so that the session stays. Without limits it is still watched: before the machine's memory is
// gone, the cell is.
#ifndef CICLE_MAGICS_LIMITS_H
#define CICLE_MAGICS_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

// 0: no limit.
struct limits {
	int64_t time_ns;
	uint64_t memory_bytes;
	uint64_t output_bytes;
	uint64_t process_cnt; // at a time, the runner not counted
};

// Reads "time=5s mem=1G out=10M procs=100" from text[0, len) and changes those that it names; a
// value "off" takes one away, the word "off" all. Returns -1 with err filled; limits is unchanged
// then.
int limits_parse(struct limits *limits, const char *text, size_t len, struct err *err);

// Appends the limits in the words of limits_parse(); "none" when there are none.
void limits_describe(const struct limits *limits, struct str *out);

// Gives what holds under a ceiling: of each limit the lower one.
struct limits limits_under(const struct limits *limits, const struct limits *ceiling);

// What is known of the cell under way.
struct watch {
	struct limits limits;
	int64_t start_ns, look_ns; // when it began; when it is to be looked at again
	pid_t pid;                 // the runner
	uint64_t start_bytes;      // its memory then, or less, once it had less
	uint64_t last_bytes;       // when it was looked at last, in this cell or before
	uint64_t started_bytes;    // of the processes that the cell started, then
	uint64_t output_bytes;     // written so far
};

// What is wrong with a cell.
struct excess {
	const char *ename; // NULL: nothing
	char evalue[200];
	bool is_main_gone; // the process is there, its main thread is not: nothing will come of it
};

// Begins to watch: a cell begins now in the runner pid, under limits. watch is zeroed, or that of
// the cell before.
void watch_begin(struct watch *watch, const struct limits *limits, pid_t pid, int64_t now_ns);

// Counts output. Returns how many of the len bytes are within the limit.
size_t watch_output(struct watch *watch, size_t len);

// Gives how long the owner may sleep before it looks again.
int watch_timeout_ms(const struct watch *watch, int64_t now_ns);

// Looks at the runner's processes when it is time to. Fills excess.
void watch_look(struct watch *watch, pid_t pid, int64_t now_ns, struct excess *excess);

// Ends what the cell has started: all of the runner's process group but itself.
void watch_end_processes(pid_t pid);

// Tells whether memory is so short that a process of rss_bytes must stop growing.
bool limits_is_memory_short(uint64_t total_bytes, uint64_t available_bytes, uint64_t rss_bytes);

#endif

// profiler/runtime/probe.h - what instrumented code calls: one step down the tree, one step up.
//
// Lives in the runner. The tree is per thread; a step allocates only for a chain of calls that
// was never seen before. A probe takes no lock and keeps errno.
//
// Instrumented text looks like this (both compilers; profiler/runtime/probe_text.h):
//     int fib(int n) { struct cicle_frame __cicle_frame __attribute__((cleanup(cicle_leave)));
//                      cicle_enter(&__cicle_frame, 7); ...
// where 7 is the function's number in the run request.
#ifndef CICLE_PROFILER_RUNTIME_PROBE_H
#define CICLE_PROFILER_RUNTIME_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

// How many nodes a thread's tree may have besides its root, about 2 million (256 MB): endless
// recursion must hit its stack's end, not the machine's memory.
#define PROBE_NODE_MAX (1024u * ((1u << 11) - 1))

// Which calls are timed.
enum probe_clock {
	PROBE_ADAPTIVE, // all but those of short functions, of which samples are
	PROBE_EXACT,    // all
	PROBE_COUNTS,   // none
};

// How a node's time in probe_pack() was come by.
enum probe_timing {
	PROBE_TIMED_ALL,
	PROBE_TIMED_SOME, // estimated from samples
	PROBE_TIMED_NONE, // 0
};

// Into how many groups timed calls are sorted by how long they lasted: group i is that of 2^i to
// 2^(i + 1) ns, the first one that of shorter calls too, the last one (9 minutes) that of longer
// ones.
#define PROBE_DURATION_CNT 40

// Numbers from here on are library functions: PROBE_LIBRARY + i is that of library_names[i] in
// probe_pack().
#define PROBE_LIBRARY 0x80000000u

struct probe_node;

// Lives on the instrumented function's stack; private to the two functions below.
struct cicle_frame {
	struct probe_node *node;
	uint64_t collection; // the collection that node belongs to
};

// Opens a call of a function on the calling thread. Cheap and without effect while no collection
// is on. Any thread, signal handlers too.
void cicle_enter(struct cicle_frame *frame, uint32_t function);

// Closes the call that cicle_enter() opened with this frame, and those inside it that a longjmp
// left. Without effect when its collection is over.
void cicle_leave(struct cicle_frame *frame);

// Opens a call like cicle_enter(), for a frame that is not on the stack itself: place is where
// on the stack the call is. Returns false when it is not counted; the frame needs no leaving then.
bool probe_open(struct cicle_frame *frame, uint32_t function, const void *place);

// Closes the calls that a longjmp to a frame at this stack pointer leaves, for whoever replaces
// longjmp: without it they stay open until a caller returns, and what is called until then
// appears below them.
void probe_unwind(const void *stack_pointer);

// Gives the node of the call that is open on the calling thread, for who notes something about it;
// NULL when there is none. Valid until the next probe_start().
const struct probe_node *probe_current(void);

// Writes the numbers of a node's function and its callers', innermost first, at most cap of the
// outermost ones, and gives how many; none for NULL.
uint32_t probe_path(const struct probe_node *node, uint32_t *functions, uint32_t cap);

// Starts a collection on the calling thread: clears what an earlier one left and opens the node
// of function 0 (the profiled statement itself). One that is still on is dropped. The first time
// it also measures the clock's step and the probes' cost, for about 0.2 ms.
void probe_start(enum probe_clock clock);

// Lets the next collection record when the calls of the thread that starts it were, too.
void probe_record_order(void);

// Ends it: closes the frames that a longjmp, exit, fault or interrupt left open, at this moment.
// Call on the thread that started. Other threads may still run: their open calls are counted up
// to this moment. Without effect while no collection is on. Takes up to 1 ms for the first
// collection when it was shorter than that: the clock's rate must be learnt.
void probe_stop(void);

// Appends the trees of all threads as they stood at probe_stop(), packed:
//   u32 count of library functions and their names
//   u32 node count, and per node, parents first: u32 parent, u32 function, u32 enum probe_timing,
//     u64 calls, u64 total ns (at least that of its children together), u64 ns of its shortest
//     and u64 of its longest timed call (both 0 when there is none)
//   u32 row count, and per row u32 function, u64 of a bit per group of PROBE_DURATION_CNT, and of
//     each group whose bit is set u64 timed calls; a function has a row per thread, or none
//   u32 count of calls in order of their ends, and per call u32 node, u64 ns from the start to its
//     beginning, u64 ns that it lasted; u64 ns that those lasted at least which are recorded (no
//     call is, unless probe_record_order() was asked for it)
//   u64 wall ns, u64 clock step in picoseconds, u64 cost of an enter and leave in picoseconds
//     (on average over the calls), u64 calls folded, u32 threads
// Node 0 is function 0 of the thread that started. A node without a parent (UINT32_MAX) after it
// is a function that another thread entered first: threads share no edges, and the statement's
// time stays its own. The same child may come twice below a node: the reader adds them up.
// Folded calls are those that found no room (PROBE_NODE_MAX): they, and all that they called,
// count as their callers' own time.
// Call on the thread that started, after probe_stop() and before the next probe_start().
void probe_pack(struct str *out, const char *const *library_names, size_t library_cnt);

#endif

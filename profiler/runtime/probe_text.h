// profiler/runtime/probe_text.h - the probes as C text, for whoever writes instrumented units.
#ifndef CICLE_PROFILER_RUNTIME_PROBE_TEXT_H
#define CICLE_PROFILER_RUNTIME_PROBE_TEXT_H

// What an instrumented unit must declare. One line; names that no user's macro may spell.
#define PROBE_PRELUDE                                                             \
	"struct cicle_frame { void *__node; unsigned long long __collection; }; " \
	"void cicle_enter(struct cicle_frame *, unsigned); "                      \
	"void cicle_leave(struct cicle_frame *);"

// What stands behind the '{' of an instrumented function; %u is the function's number.
#define PROBE_ENTER                                                                \
	"struct cicle_frame __cicle_frame __attribute__((cleanup(cicle_leave))); " \
	"cicle_enter(&__cicle_frame, %u); "

#endif

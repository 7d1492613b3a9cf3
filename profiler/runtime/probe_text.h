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

// The same for functions whose lines are profiled (profiler/runtime/lines.h).
#define LINES_PRELUDE                                                              \
	"struct cicle_lines { void *__function; unsigned long long __collection; " \
	"unsigned __outer, __at; }; "                                              \
	"void cicle_lines_enter(struct cicle_lines *, unsigned, unsigned); "       \
	"void cicle_lines_leave(struct cicle_lines *); "                           \
	"void cicle_line(struct cicle_lines *, unsigned);"

// The function's number, and the number of its lines or 0.
#define LINES_ENTER                                                                      \
	"struct cicle_lines __cicle_lines __attribute__((cleanup(cicle_lines_leave))); " \
	"cicle_lines_enter(&__cicle_lines, %uu, %uu); "

// Begins a line, as an expression; the line counts from 0.
#define LINES_PROBE "cicle_line(&__cicle_lines, %uu)"

#endif

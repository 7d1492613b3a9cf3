/* cicle.h - what cells may ask of cicle besides C: profiles that they begin and end themselves.
 *
 *     #include <cicle.h>
 *     struct cicle_profile *p = profile_new();
 *     profile_enable(p);
 *     work();
 *     profile_disable(p);
 *     profile_print_stats(p, "cumulative");
 *     profile_dump_stats(p, "work.prof");
 *     profile_free(p);
 *
 * It is Python's cProfile.Profile in C: every call of a function of the session is counted, those
 * of library functions too. For C and C++. Only in cells: no library stands behind it.
 *
 * A cell that names profile_enable() or profile_runcall(), itself or in a function that it may
 * reach, is compiled with probes, as all cells are while a profile is enabled; between enable and
 * disable they count.
 *
 * All functions that return int give 0, or -1 after a message on stderr that says what is wrong.
 * Call them on the cell's own thread; calls by other threads are counted, too.
 */
#ifndef CICLE_H
#define CICLE_H

#ifdef __cplusplus
extern "C" {
#endif

/* A profile: the calls of all spans between enable and disable, added up. */
struct cicle_profile;

/* Makes an empty profile. Free it with profile_free(). NULL when there is no memory. */
struct cicle_profile *profile_new(void) __asm__("cicle_profile_new");

/* Forgets a profile, and disables it before. NULL is fine. */
void profile_free(struct cicle_profile *profile) __asm__("cicle_profile_free");

/* Begins to count. One profile may be enabled at a time. It stays enabled over the end of a cell:
 * the next cell's calls are counted too, the time between them is not. Fails when it, or another
 * profile, is enabled already, and inside of %prun and %profile, which count all there is. */
int profile_enable(struct cicle_profile *profile) __asm__("cicle_profile_enable");

/* Stops counting. Calls that are open are counted up to now. Fails when it is not enabled. */
int profile_disable(struct cicle_profile *profile) __asm__("cicle_profile_disable");

/* Forgets all calls that were counted. */
int profile_clear(struct cicle_profile *profile) __asm__("cicle_profile_clear");

/* Enables, calls function(argument), and disables. Does not call it when it cannot enable. */
int profile_runcall(struct cicle_profile *profile, void (*function)(void *argument),
		    void *argument) __asm__("cicle_profile_runcall");

/* Writes the table to stdout that pstats prints, and disables before. sort is one of pstats' keys:
 * "calls", "cumulative", "filename", "line", "name", "nfl", "pcalls", "stdname", "time", or a
 * unique beginning of one; NULL for "stdname", as in Python. Fails on another key and lists them.
 */
int profile_print_stats(struct cicle_profile *profile,
			const char *sort) __asm__("cicle_profile_print_stats");

/* Writes a file, and disables before. Its suffix says the format, as for %profile export: ".prof"
 * for pstats and SnakeViz, ".speedscope.json", ".callgrind", ".html" and more; without one of these
 * it is .prof. Fails when the file cannot be written. */
int profile_dump_stats(struct cicle_profile *profile,
		       const char *path) __asm__("cicle_profile_dump_stats");

#ifdef __cplusplus
}
#endif

#endif

// magics/heat.h - how much of the time a function and its lines took, by the last profiles.
#ifndef CICLE_MAGICS_HEAT_H
#define CICLE_MAGICS_HEAT_H

#include <stdbool.h>
#include <stdint.h>

struct interpreter;
struct line_function;

// Behind a line that took all the time (translucent red, as in line profiles).
#define HEAT_WARMEST_ALPHA 0.55
// Of a table's cells.
#define ASM_CELL "padding: 0 8px; text-align: left; white-space: pre"

struct heat {
	const struct line_function *lines; // borrowed; of the last line profile; NULL: none
	bool has_share;
	double share; // of the last profile's time, spent in the function itself
};

// Looks a function of the session up. Good until the next profile.
void heat_init(struct heat *heat, struct interpreter *interpreter, const char *function);

// Tells a line's share of its function's time. label: the cell. Returns false when not known.
bool heat_of_line(const struct heat *heat, const char *label, uint32_t line, double *share);

#endif

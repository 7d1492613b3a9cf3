// jit/runner/chart.h - an SVG picture of a chart: axes, lines, dots, boxes.
//
// For front ends that do not draw Vega-Lite. Places are in the data's coordinates.
#ifndef CICLE_JIT_RUNNER_CHART_H
#define CICLE_JIT_RUNNER_CHART_H

#include <stddef.h>

#include "base/str.h"

struct chart_range {
	double low, high; // low < high, both finite
};

struct chart {
	struct chart_range x, y;
	struct str svg;
};

// Gives the range of the finite numbers; a little around them when they are all alike; 0 to 1 when
// there is none.
struct chart_range chart_range_of(const double *values, size_t cnt);

// Makes room for one more number.
void chart_widen(struct chart_range *range, double value);

// Begins a picture with title and note (either may be "") and numbers at the y axis.
void chart_begin(struct chart *chart, struct chart_range x, struct chart_range y, const char *title,
		 const char *note);

// Adds numbers at the x axis, or one label below a place.
void chart_add_x_axis(struct chart *chart);
void chart_add_label(struct chart *chart, double x, const char *text);

// Numbers that are not finite interrupt a line and are no dots. colour counts from 0.
void chart_add_line(struct chart *chart, const double *x, const double *y, size_t cnt,
		    size_t colour);
void chart_add_dots(struct chart *chart, const double *x, const double *y, size_t cnt);
void chart_add_box(struct chart *chart, double left, double right, double value);

// A name in a line's colour, at the right.
void chart_add_name(struct chart *chart, const char *name, size_t colour);

// Ends the picture; its text is in chart->svg, the caller's to release.
void chart_end(struct chart *chart);

#endif

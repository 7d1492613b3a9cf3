// jit/runner/chart.c - an SVG picture of a chart: axes, lines, dots, boxes.
#include "jit/runner/chart.h"

#include <math.h>
#include <stdbool.h>

#include "base/text.h"

#define WIDTH 640
#define HEIGHT 340
#define LEFT 70
#define RIGHT 620
#define TOP 50
#define BOTTOM 300
#define TICK_CNT 5 // about so many numbers at an axis
// About so many characters fit below a bar before labels cover one another.
#define LABEL_BYTES_MAX 24

// Vega's, so that both pictures look alike.
static const char *const colours[] = {"#4c78a8", "#f58518", "#e45756", "#72b7b2", "#54a24b",
				      "#eeca3b", "#b279a2", "#ff9da6", "#9d755d", "#bab0ac"};

static const char *colour_of(size_t i)
{
	return colours[i % (sizeof colours / sizeof *colours)];
}

void chart_widen(struct chart_range *range, double value)
{
	if (!isfinite(value))
		return;
	range->low = value < range->low ? value : range->low;
	range->high = value > range->high ? value : range->high;
}

struct chart_range chart_range_of(const double *values, size_t cnt)
{
	struct chart_range range = {INFINITY, -INFINITY};

	for (size_t i = 0; i < cnt; i++)
		chart_widen(&range, values[i]);
	if (range.low > range.high)
		return (struct chart_range){0, 1};
	if (range.low == range.high) {
		double around = range.low == 0 ? 0.5 : fabs(range.low) / 2;

		range = (struct chart_range){range.low - around, range.high + around};
	}
	return range;
}

// Halves first: the difference of two numbers may be none.
static double share_of(const struct chart_range *range, double value)
{
	return (value / 2 - range->low / 2) / (range->high / 2 - range->low / 2);
}

static double x_of(const struct chart *chart, double value)
{
	return LEFT + share_of(&chart->x, value) * (RIGHT - LEFT);
}

static double y_of(const struct chart *chart, double value)
{
	return BOTTOM - share_of(&chart->y, value) * (BOTTOM - TOP);
}

// The distance of round numbers: 1, 2 or 5 times a power of ten.
static double tick_step(const struct chart_range *range)
{
	double rough = (range->high / 2 - range->low / 2) / TICK_CNT * 2;
	double power = pow(10, floor(log10(rough)));
	double times = rough / power;

	return power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10);
}

static void add_text(struct chart *chart, double x, double y, const char *anchor, const char *text)
{
	str_printf(&chart->svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
	text_html_escape(&chart->svg, text);
	str_puts(&chart->svg, "</text>");
}

static void add_grid_line(struct chart *chart, double x1, double y1, double x2, double y2)
{
	str_printf(&chart->svg,
		   "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", x1,
		   y1, x2, y2);
}

// A number of ticks that is small enough to be a loop's, whatever the range.
static void add_ticks(struct chart *chart, bool is_x)
{
	const struct chart_range *range = is_x ? &chart->x : &chart->y;
	double step = tick_step(range);
	double first = ceil(range->low / step);

	for (int i = 0; i < 4 * TICK_CNT; i++) {
		double value = (first + i) * step;
		struct str number = {0};

		if (!isfinite(value) || value > range->high + step * 1e-6)
			break;
		str_printf(&number, "%.6g", fabs(value) < step * 1e-6 ? 0.0 : value);
		if (is_x) {
			add_grid_line(chart, x_of(chart, value), TOP, x_of(chart, value), BOTTOM);
			add_text(chart, x_of(chart, value), BOTTOM + 18, "middle", number.data);
		} else {
			add_grid_line(chart, LEFT, y_of(chart, value), RIGHT, y_of(chart, value));
			add_text(chart, LEFT - 6, y_of(chart, value) + 4, "end", number.data);
		}
		str_release(&number);
	}
}

void chart_begin(struct chart *chart, struct chart_range x, struct chart_range y, const char *title,
		 const char *note)
{
	*chart = (struct chart){.x = x, .y = y};
	str_printf(&chart->svg,
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		   "viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">"
		   "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>",
		   WIDTH, HEIGHT, WIDTH, HEIGHT, WIDTH, HEIGHT);
	if (*title) {
		str_puts(&chart->svg, "<g font-size=\"15\" font-weight=\"bold\">");
		add_text(chart, (LEFT + RIGHT) / 2.0, 22, "middle", title);
		str_puts(&chart->svg, "</g>");
	}
	if (*note)
		add_text(chart, (LEFT + RIGHT) / 2.0, 40, "middle", note);
	add_ticks(chart, false);
}

void chart_add_x_axis(struct chart *chart)
{
	add_ticks(chart, true);
}

void chart_add_label(struct chart *chart, double x, const char *text)
{
	struct str label = {0};

	str_printf(&label, "%.*s", LABEL_BYTES_MAX, text);
	add_text(chart, x_of(chart, x), BOTTOM + 18, "middle", str_text(&label));
	str_release(&label);
}

void chart_add_line(struct chart *chart, const double *x, const double *y, size_t cnt,
		    size_t colour)
{
	bool is_on = false;

	str_printf(&chart->svg, "<path fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" d=\"",
		   colour_of(colour));
	for (size_t i = 0; i < cnt; i++) {
		bool is_point = isfinite(x[i]) && isfinite(y[i]);

		if (is_point)
			str_printf(&chart->svg, "%c%.1f %.1f", is_on ? 'L' : 'M', x_of(chart, x[i]),
				   y_of(chart, y[i]));
		is_on = is_point;
	}
	str_puts(&chart->svg, "\"/>");
}

void chart_add_dots(struct chart *chart, const double *x, const double *y, size_t cnt)
{
	str_printf(&chart->svg, "<g fill=\"%s\" fill-opacity=\"0.7\">", colours[0]);
	for (size_t i = 0; i < cnt; i++)
		if (isfinite(x[i]) && isfinite(y[i]))
			str_printf(&chart->svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>",
				   x_of(chart, x[i]), y_of(chart, y[i]));
	str_puts(&chart->svg, "</g>");
}

void chart_add_box(struct chart *chart, double left, double right, double value)
{
	double from = y_of(chart, 0), to;

	if (!isfinite(value))
		return;
	to = y_of(chart, value);
	str_printf(&chart->svg,
		   "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
		   x_of(chart, left), from < to ? from : to, x_of(chart, right) - x_of(chart, left),
		   fabs(to - from), colours[0]);
}

void chart_add_name(struct chart *chart, const char *name, size_t colour)
{
	str_printf(&chart->svg, "<g fill=\"%s\">", colour_of(colour));
	add_text(chart, RIGHT - 6, TOP + 14 + 16 * (double)colour, "end", name);
	str_puts(&chart->svg, "</g>");
}

void chart_end(struct chart *chart)
{
	str_printf(&chart->svg, "<path fill=\"none\" stroke=\"#888\" d=\"M%d %dV%dH%d\"/></svg>",
		   LEFT, TOP, BOTTOM, RIGHT);
}

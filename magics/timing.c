// magics/timing.c - what %timeit measured, in words and as a small picture.
#include "magics/timing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"
#include "base/text.h"

// From this share of a loop's time on, what looping itself takes is told.
#define EMPTY_SHARE 0.05
// The slowest run took so many times as long as the fastest: IPython's mark for a warning.
#define SLOWEST_FACTOR 4
#define BIN_CNT 24
#define BIN_WIDTH 10
#define BAR_HEIGHT 36

static void summarise(struct timing_runs *runs)
{
	double sum = 0, squares = 0;

	runs->min_ns = runs->max_ns = runs->ns[0];
	for (size_t i = 0; i < runs->cnt; i++) {
		sum += runs->ns[i];
		if (runs->ns[i] < runs->min_ns)
			runs->min_ns = runs->ns[i];
		if (runs->ns[i] > runs->max_ns)
			runs->max_ns = runs->ns[i];
	}
	runs->mean_ns = sum / (double)runs->cnt;
	for (size_t i = 0; i < runs->cnt; i++)
		squares += (runs->ns[i] - runs->mean_ns) * (runs->ns[i] - runs->mean_ns);
	runs->deviation_ns = sqrt(squares / (double)runs->cnt);
}

static void read_runs(struct timing_runs *runs, struct unpack *in, size_t cnt)
{
	runs->number = unpack_u64(in);
	runs->cnt = cnt;
	runs->ns = mem_grow(NULL, cnt, sizeof *runs->ns);
	for (size_t i = 0; i < cnt; i++)
		runs->ns[i] = (double)unpack_u64(in) / (double)(runs->number ? runs->number : 1);
	summarise(runs);
}

int timing_read(struct timing *timing, const char *bytes, size_t len, struct err *err)
{
	struct unpack in = unpack_from(bytes, len);
	size_t cnt = unpack_u32(&in), repeat = unpack_u32(&in);
	unsigned long long empty_number;

	*timing = (struct timing){0};
	if (cnt < 1 || cnt > TIMER_ALTERNATIVE_MAX || repeat < 1 || repeat > TIMER_REPEAT_MAX)
		return err_set(err, ERR_FORMAT, "the times make no sense");
	timing->cnt = cnt;
	for (size_t i = 0; i < cnt; i++)
		read_runs(&timing->runs[i], &in, repeat);
	empty_number = unpack_u64(&in);
	timing->empty_ns = (double)unpack_u64(&in) / (double)(empty_number ? empty_number : 1);
	if (!in.has_failed)
		return 0;
	timing_release(timing);
	return err_set(err, ERR_FORMAT, "the times are cut off");
}

void timing_release(struct timing *timing)
{
	for (size_t i = 0; i < TIMER_ALTERNATIVE_MAX; i++)
		free(timing->runs[i].ns);
	*timing = (struct timing){0};
}

// Student's t for 95 % on both sides, by degrees of freedom.
static double student_t(size_t freedom)
{
	static const double table[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306,
				       2.262,  2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
				       2.110,  2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064,
				       2.060,  2.056, 2.052, 2.048, 2.045, 2.042};
	size_t cnt = sizeof table / sizeof *table;

	if (freedom < 1)
		return INFINITY; // one pair says nothing
	return freedom <= cnt ? table[freedom - 1] : 1.96 + 2.46 / (double)freedom;
}

// Ratios are averaged as logarithms: twice as long and half as long are equally far from the same.
struct timing_ratio timing_compare(const struct timing *timing)
{
	const struct timing_runs *a = &timing->runs[0], *b = &timing->runs[1];
	double sum = 0, squares = 0, mean, half;

	for (size_t i = 0; i < a->cnt; i++)
		sum += log(fmax(b->ns[i], 1e-6) / fmax(a->ns[i], 1e-6));
	mean = sum / (double)a->cnt;
	for (size_t i = 0; i < a->cnt; i++) {
		double off = log(fmax(b->ns[i], 1e-6) / fmax(a->ns[i], 1e-6)) - mean;

		squares += off * off;
	}
	half = student_t(a->cnt - 1) * sqrt(squares / (double)(a->cnt - 1) / (double)a->cnt);
	return (struct timing_ratio){exp(mean), exp(mean - half), exp(mean + half)};
}

// --- text -----------------------------------------------------------------------------------

// 90061 s is "1d 1h 1min 1s"; two parts are enough.
static void print_long(double seconds, struct str *out)
{
	static const struct {
		double seconds;
		const char *unit;
	} units[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
	int part_cnt = 0;

	for (size_t i = 0; i < sizeof units / sizeof *units && part_cnt < 2; i++) {
		double whole = floor(seconds / units[i].seconds);

		if (whole < 1)
			continue;
		str_printf(out, "%s%.0f%s", part_cnt++ ? " " : "", whole, units[i].unit);
		seconds -= whole * units[i].seconds;
	}
}

void timing_print(double seconds, int digits, struct str *out)
{
	static const char *const units[] = {"s", "ms", "\u00b5s", "ns"};
	double scaled = seconds;
	size_t unit = 0;

	if (seconds >= 60) {
		print_long(seconds, out);
		return;
	}
	while (scaled < 1 && unit < 3) {
		scaled *= 1000;
		unit++;
	}
	str_printf(out, "%.*g %s", digits, seconds > 0 ? scaled : 0.0, units[unit]);
}

static void print_ns(double ns, int digits, struct str *out)
{
	timing_print(ns / 1e9, digits, out);
}

// 1000000 is "1,000,000".
static void print_grouped(unsigned long long number, struct str *out)
{
	char digits[32];
	size_t len = (size_t)snprintf(digits, sizeof digits, "%llu", number);

	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			str_putc(out, ',');
		str_putc(out, digits[i]);
	}
}

static void print_runs(const struct timing_runs *runs, int digits, struct str *out)
{
	print_ns(runs->mean_ns, digits, out);
	str_puts(out, " \u00b1 ");
	print_ns(runs->deviation_ns, digits, out);
	str_printf(out, " per loop (mean \u00b1 std. dev. of %zu run%s, ", runs->cnt,
		   runs->cnt == 1 ? "" : "s");
	print_grouped(runs->number, out);
	str_printf(out, " loop%s each)", runs->number == 1 ? "" : "s");
}

static void print_warning(const struct timing_runs *runs, struct str *out)
{
	if (runs->min_ns > 0 && runs->max_ns > SLOWEST_FACTOR * runs->min_ns)
		str_printf(out,
			   "The slowest run took %.2f times longer than the fastest. This could "
			   "mean that an intermediate result is being cached.\n",
			   runs->max_ns / runs->min_ns);
}

static void print_empty(const struct timing *timing, int digits, struct str *out)
{
	double least = timing->runs[0].mean_ns;

	if (timing->cnt > 1 && timing->runs[1].mean_ns < least)
		least = timing->runs[1].mean_ns;
	if (timing->empty_ns < EMPTY_SHARE * least)
		return;
	str_puts(out, "The loop itself takes ");
	print_ns(timing->empty_ns, digits, out);
	str_puts(out, " of it.\n");
}

static void print_ratio(const struct timing *timing, struct str *out)
{
	struct timing_ratio ratio = timing_compare(timing);
	bool is_certain = ratio.low > 1 || ratio.high < 1;

	str_printf(out,
		   "%sThe second takes %.3g times as long as the first (95 %% confidence: %.3g to "
		   "%.3g).\n",
		   is_certain ? "" : "No certain difference. ", ratio.ratio, ratio.low, ratio.high);
}

void timing_text(const struct timing *timing, const char *const *names, int digits, struct str *out)
{
	for (size_t i = 0; i < timing->cnt; i++) {
		if (timing->cnt > 1)
			str_printf(out, "%s: ", names[i]);
		print_runs(&timing->runs[i], digits, out);
		str_putc(out, '\n');
	}
	if (timing->cnt > 1 && timing->runs[0].cnt > 1)
		print_ratio(timing, out);
	for (size_t i = 0; i < timing->cnt; i++)
		print_warning(&timing->runs[i], out);
	print_empty(timing, digits, out);
}

// --- the picture ----------------------------------------------------------------------------

static void find_range(const struct timing *timing, double *low, double *high)
{
	*low = timing->runs[0].min_ns;
	*high = timing->runs[0].max_ns;
	for (size_t i = 1; i < timing->cnt; i++) {
		*low = fmin(*low, timing->runs[i].min_ns);
		*high = fmax(*high, timing->runs[i].max_ns);
	}
}

// One row of bars: how many runs fall into each part of the range.
static void draw_bars(const struct timing_runs *runs, double low, double high, size_t row,
		      struct str *out)
{
	static const char *const colours[] = {"#4c78a8", "#f58518"};
	size_t bins[BIN_CNT] = {0}, most = 1;

	for (size_t i = 0; i < runs->cnt; i++) {
		double share = high > low ? (runs->ns[i] - low) / (high - low) : 0;
		size_t bin = (size_t)(share * (BIN_CNT - 1) + 0.5);

		if (++bins[bin] > most)
			most = bins[bin];
	}
	for (size_t i = 0; i < BIN_CNT; i++) {
		size_t height = bins[i] * (BAR_HEIGHT - 4) / most;

		if (bins[i])
			str_printf(out,
				   "<rect x=\"%zu\" y=\"%zu\" width=\"%d\" height=\"%zu\" "
				   "fill=\"%s\"><title>%zu run%s</title></rect>",
				   i * BIN_WIDTH, (row + 1) * BAR_HEIGHT - height, BIN_WIDTH - 1,
				   height, colours[row], bins[i], bins[i] == 1 ? "" : "s");
	}
	str_printf(out,
		   "<line x1=\"0\" x2=\"%d\" y1=\"%zu\" y2=\"%zu\" stroke=\"currentColor\" "
		   "stroke-opacity=\"0.4\"/>",
		   BIN_CNT * BIN_WIDTH, (row + 1) * BAR_HEIGHT, (row + 1) * BAR_HEIGHT);
}

static void draw_histogram(const struct timing *timing, int digits, struct str *out)
{
	struct str ends = {0};
	double low, high;

	find_range(timing, &low, &high);
	str_printf(out,
		   "<svg width=\"%d\" height=\"%zu\" role=\"img\" aria-label=\"the runs' times\">",
		   BIN_CNT * BIN_WIDTH, timing->cnt * BAR_HEIGHT + 1);
	for (size_t i = 0; i < timing->cnt; i++)
		draw_bars(&timing->runs[i], low, high, i, out);
	print_ns(low, digits, &ends);
	str_puts(&ends, " \u2026 ");
	print_ns(high, digits, &ends);
	str_printf(out, "</svg><div style=\"font-size: smaller\">%s</div>", ends.data);
	str_release(&ends);
}

void timing_html(const struct timing *timing, const char *const *names, int digits, struct str *out)
{
	struct str text = {0};

	timing_text(timing, names, digits, &text);
	str_puts(out, "<pre style=\"margin: 0\">");
	text_html_escape(out, str_text(&text));
	str_puts(out, "</pre>\n");
	if (timing->runs[0].cnt > 1)
		draw_histogram(timing, digits, out);
	str_release(&text);
}

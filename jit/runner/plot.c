// jit/runner/plot.c - pictures from numbers: the plotting functions of include/cicle.h.
//
// A picture is Vega-Lite, which JupyterLab draws itself, with an SVG (or a PNG) beside it for other
// front ends. Both are made of numbers that are thinned first: a front end bears thousands of
// points, not millions.
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"
#include "base/text.h"
#include "jit/runner/chart.h"
#include "jit/runner/display.h"

#define VEGA_LITE_MIME "application/vnd.vegalite.v5+json"
#define PIXELS_MIME "image/x-cicle-pixels" // see magics/png.h

#define LINE_POINT_MAX 2000
#define LINE_MAX 10
#define DOT_MAX 5000
#define BAR_MAX 200
#define BIN_MAX 200
#define CELL_SIDE_MAX 100
#define PIXEL_SIDE_MAX 2048
// A heatmap's PNG has about so many pixels a side.
#define HEATMAP_PIXELS 400
#define CELL_PIXEL_MAX 40

// For cells. The names are those in include/cicle.h.
int cicle_plot(const double *x, const double *y, size_t n, const char *title);
int cicle_plot_lines(const double *x, const double *const *ys, const char *const *names,
		     size_t line_cnt, size_t n, const char *title);
int cicle_scatter(const double *x, const double *y, size_t n, const char *title);
int cicle_histogram(const double *values, size_t n, size_t bins, const char *title);
int cicle_bar(const char *const *labels, const double *values, size_t n, const char *title);
int cicle_heatmap(const double *m, size_t rows, size_t cols, const char *title);
int cicle_image(const unsigned char *rgb, size_t width, size_t height);

// Points of a line or a cloud, thinned.
struct points {
	double *x, *y; // owned
	size_t cnt;
};

// A picture under way.
struct picture {
	const char *title; // never NULL
	char note[128];    // what was left out; "" for nothing
	struct str values; // Vega-Lite's data: [{...},...
	char size[64];     // its width and height
};

static void begin_picture(struct picture *picture, const char *title)
{
	*picture = (struct picture){.title = title ? title : ""};
	strcpy(picture->size, "\"width\":520,\"height\":250");
}

// --- JSON -----------------------------------------------------------------------------------

// JSON knows no NaN and no infinity.
static void add_number(struct str *out, double value)
{
	if (isfinite(value))
		str_printf(out, "%.9g", value);
	else
		str_puts(out, "null");
}

static void add_field(struct str *out, const char *name, double value)
{
	str_printf(out, "%s\"%s\":", out->data[out->len - 1] == '{' ? "" : ",", name);
	add_number(out, value);
}

static void add_text_field(struct str *out, const char *name, const char *text)
{
	str_printf(out, "%s\"%s\":", out->data[out->len - 1] == '{' ? "" : ",", name);
	text_json_escape(out, text);
}

static void begin_row(struct picture *picture)
{
	str_puts(&picture->values, picture->values.len ? ",{" : "{");
}

static void end_row(struct picture *picture)
{
	str_putc(&picture->values, '}');
}

// Completes the Vega-Lite text: specifics is a mark and its encoding.
static void add_vega_lite(struct display *display, const struct picture *picture,
			  const char *specifics)
{
	struct str json = {0};

	str_puts(&json, "{\"$schema\":\"https://vega.github.io/schema/vega-lite/v5.json\","
			"\"title\":{");
	add_text_field(&json, "text", picture->title);
	if (*picture->note)
		add_text_field(&json, "subtitle", picture->note);
	str_printf(&json, "},%s,\"data\":{\"values\":[%s]},%s}", picture->size,
		   str_text(&picture->values), specifics);
	display_add(display, VEGA_LITE_MIME, json.data, json.len);
	str_release(&json);
}

static void add_plain(struct display *display, const char *what, const struct picture *picture)
{
	struct str text = {0};

	str_printf(&text, "<%s%s%s>", what, *picture->title ? ": " : "", picture->title);
	if (*picture->note)
		str_printf(&text, " (%s)", picture->note);
	display_add(display, "text/plain", text.data, text.len);
	str_release(&text);
}

// Sends a picture with its SVG; releases both.
static int send_chart(struct picture *picture, struct chart *chart, const char *what,
		      const char *specifics)
{
	struct display display = {0};

	chart_end(chart);
	add_vega_lite(&display, picture, specifics);
	display_add(&display, "image/svg+xml", chart->svg.data, chart->svg.len);
	add_plain(&display, what, picture);
	str_release(&chart->svg);
	str_release(&picture->values);
	return display_send(&display);
}

// --- thinning -------------------------------------------------------------------------------

static void add_point(struct points *points, const double *x, const double *y, size_t i)
{
	points->x[points->cnt] = x ? x[i] : (double)i;
	points->y[points->cnt++] = y[i];
}

// The lowest and the highest point of [from, to), in their order, so that no peak is lost.
static void add_extremes(struct points *points, const double *x, const double *y, size_t from,
			 size_t to)
{
	size_t low = from, high = from;

	for (size_t i = from; i < to; i++) {
		if (y[i] < y[low] || isnan(y[low]))
			low = i;
		if (y[i] > y[high] || isnan(y[high]))
			high = i;
	}
	add_point(points, x, y, low < high ? low : high);
	if (low != high)
		add_point(points, x, y, low < high ? high : low);
}

static struct points thin_line(const double *x, const double *y, size_t n)
{
	size_t cap = n < LINE_POINT_MAX ? n : LINE_POINT_MAX, groups = LINE_POINT_MAX / 2;
	struct points points = {mem_zalloc(cap * sizeof(double)), mem_zalloc(cap * sizeof(double)),
				0};

	for (size_t i = 0; n <= LINE_POINT_MAX && i < n; i++)
		add_point(&points, x, y, i);
	for (size_t i = 0; n > LINE_POINT_MAX && i < groups; i++)
		add_extremes(&points, x, y, (size_t)((__uint128_t)n * i / groups),
			     (size_t)((__uint128_t)n * (i + 1) / groups));
	return points;
}

static struct points thin_dots(const double *x, const double *y, size_t n)
{
	size_t cnt = n < DOT_MAX ? n : DOT_MAX;
	struct points points = {mem_zalloc(cnt * sizeof(double)), mem_zalloc(cnt * sizeof(double)),
				0};

	for (size_t i = 0; i < cnt; i++)
		add_point(&points, x, y, (size_t)((__uint128_t)n * i / cnt));
	return points;
}

static void release_points(struct points *points)
{
	free(points->x);
	free(points->y);
}

static void note_thinned(struct picture *picture, size_t shown, size_t n)
{
	if (shown < n)
		snprintf(picture->note, sizeof picture->note, "%zu of %zu points are drawn", shown,
			 n);
}

// --- lines and dots -------------------------------------------------------------------------

static void add_point_rows(struct picture *picture, const struct points *points, const char *name)
{
	for (size_t i = 0; i < points->cnt; i++) {
		begin_row(picture);
		add_field(&picture->values, "x", points->x[i]);
		add_field(&picture->values, "y", points->y[i]);
		if (name)
			add_text_field(&picture->values, "line", name);
		end_row(picture);
	}
}

#define XY_ENCODING                                                                     \
	"\"x\":{\"field\":\"x\",\"type\":\"quantitative\",\"scale\":{\"zero\":false}}," \
	"\"y\":{\"field\":\"y\",\"type\":\"quantitative\",\"scale\":{\"zero\":false}}"

static struct chart_range range_of_lines(const struct points *lines, size_t cnt, bool is_x)
{
	struct chart_range range = chart_range_of(is_x ? lines[0].x : lines[0].y, lines[0].cnt);

	for (size_t i = 1; i < cnt; i++)
		for (size_t j = 0; j < lines[i].cnt; j++)
			chart_widen(&range, is_x ? lines[i].x[j] : lines[i].y[j]);
	return range;
}

static int draw_lines(struct points *lines, const char *const *names, size_t cnt, size_t n,
		      const char *title)
{
	struct picture picture;
	struct chart chart;

	begin_picture(&picture, title);
	note_thinned(&picture, lines[0].cnt, n);
	chart_begin(&chart, range_of_lines(lines, cnt, true), range_of_lines(lines, cnt, false),
		    picture.title, picture.note);
	chart_add_x_axis(&chart);
	for (size_t i = 0; i < cnt; i++) {
		chart_add_line(&chart, lines[i].x, lines[i].y, lines[i].cnt, i);
		if (names)
			chart_add_name(&chart, names[i], i);
		add_point_rows(&picture, &lines[i], names ? names[i] : NULL);
	}
	// Points that are not finite interrupt the line, and their order is the caller's.
	return send_chart(&picture, &chart, "plot",
			  names ? "\"mark\":{\"type\":\"line\",\"invalid\":\"break-paths-show-"
				  "path-domains\"},\"encoding\":{" XY_ENCODING
				  ",\"order\":{\"value\":null},\"color\":{\"field\":\"line\","
				  "\"type\":\"nominal\",\"sort\":null,\"title\":null,\"legend\":{"
				  "\"orient\":\"bottom\"}}}"
				: "\"mark\":{\"type\":\"line\",\"invalid\":\"break-paths-show-"
				  "path-domains\"},\"encoding\":{" XY_ENCODING
				  ",\"order\":{\"value\":null}}");
}

int cicle_plot(const double *x, const double *y, size_t n, const char *title)
{
	struct points points;
	int rc;

	if (!y || n == 0)
		return display_fail("plot", "there are no points");
	points = thin_line(x, y, n);
	rc = draw_lines(&points, NULL, 1, n, title);
	release_points(&points);
	return rc;
}

int cicle_plot_lines(const double *x, const double *const *ys, const char *const *names,
		     size_t line_cnt, size_t n, const char *title)
{
	struct points lines[LINE_MAX];
	int rc;

	if (!ys || !names || n == 0)
		return display_fail("plot_lines", "there are no points or no names");
	if (line_cnt == 0 || line_cnt > LINE_MAX)
		return display_fail("plot_lines", "1 to %d lines can be drawn", LINE_MAX);
	for (size_t i = 0; i < line_cnt; i++)
		if (!ys[i] || !names[i])
			return display_fail("plot_lines", "line %zu is NULL", i);
	for (size_t i = 0; i < line_cnt; i++)
		lines[i] = thin_line(x, ys[i], n);
	rc = draw_lines(lines, names, line_cnt, n, title);
	for (size_t i = 0; i < line_cnt; i++)
		release_points(&lines[i]);
	return rc;
}

int cicle_scatter(const double *x, const double *y, size_t n, const char *title)
{
	struct picture picture;
	struct points points;
	struct chart chart;

	if (!y || n == 0)
		return display_fail("scatter", "there are no points");
	points = thin_dots(x, y, n);
	begin_picture(&picture, title);
	note_thinned(&picture, points.cnt, n);
	chart_begin(&chart, chart_range_of(points.x, points.cnt),
		    chart_range_of(points.y, points.cnt), picture.title, picture.note);
	chart_add_x_axis(&chart);
	chart_add_dots(&chart, points.x, points.y, points.cnt);
	add_point_rows(&picture, &points, NULL);
	release_points(&points);
	return send_chart(&picture, &chart, "scatter",
			  "\"mark\":{\"type\":\"point\",\"filled\":true,\"opacity\":0.7},"
			  "\"encoding\":{" XY_ENCODING "}");
}

// --- histograms and bars --------------------------------------------------------------------

// Counts finite values into bins of equal width. Returns how many there were.
static size_t count_bins(const double *values, size_t n, struct chart_range range, double *counts,
			 size_t bins)
{
	size_t cnt = 0;

	for (size_t i = 0; i < n; i++) {
		double share = (values[i] / 2 - range.low / 2) / (range.high / 2 - range.low / 2);

		if (!isfinite(values[i]))
			continue;
		counts[share < 1 ? (size_t)(share * (double)bins) : bins - 1]++;
		cnt++;
	}
	return cnt;
}

static double bin_edge(struct chart_range range, size_t i, size_t bins)
{
	double share = (double)i / (double)bins;

	return range.low * (1 - share) + range.high * share;
}

// As Sturges says, a little more.
static size_t choose_bins(size_t n)
{
	return (size_t)(2 * log2((double)n + 1)) + 1;
}

int cicle_histogram(const double *values, size_t n, size_t bins, const char *title)
{
	struct chart_range range, y;
	struct picture picture;
	struct chart chart;
	double counts[BIN_MAX] = {0};
	size_t finite_cnt;

	if (!values || n == 0)
		return display_fail("histogram", "there are no values");
	bins = bins ? bins : choose_bins(n);
	bins = bins < BIN_MAX ? bins : BIN_MAX;
	range = chart_range_of(values, n);
	finite_cnt = count_bins(values, n, range, counts, bins);
	begin_picture(&picture, title);
	if (finite_cnt < n)
		snprintf(picture.note, sizeof picture.note,
			 "without %zu of %zu: they are not finite", n - finite_cnt, n);
	y = chart_range_of(counts, bins);
	y.low = 0;
	chart_begin(&chart, range, y, picture.title, picture.note);
	chart_add_x_axis(&chart);
	for (size_t i = 0; i < bins; i++) {
		chart_add_box(&chart, bin_edge(range, i, bins), bin_edge(range, i + 1, bins),
			      counts[i]);
		begin_row(&picture);
		add_field(&picture.values, "from", bin_edge(range, i, bins));
		add_field(&picture.values, "to", bin_edge(range, i + 1, bins));
		add_field(&picture.values, "count", counts[i]);
		end_row(&picture);
	}
	return send_chart(&picture, &chart, "histogram",
			  "\"mark\":{\"type\":\"bar\",\"tooltip\":true},\"encoding\":{"
			  "\"x\":{\"field\":\"from\",\"type\":\"quantitative\",\"bin\":\"binned\","
			  "\"title\":null},\"x2\":{\"field\":\"to\"},"
			  "\"y\":{\"field\":\"count\",\"type\":\"quantitative\"}}");
}

int cicle_bar(const char *const *labels, const double *values, size_t n, const char *title)
{
	size_t cnt = n < BAR_MAX ? n : BAR_MAX;
	struct chart_range y;
	struct picture picture;
	struct chart chart;

	if (!labels || !values || n == 0)
		return display_fail("bar", "there are no bars");
	begin_picture(&picture, title);
	if (cnt < n)
		snprintf(picture.note, sizeof picture.note, "the first %zu of %zu bars are drawn",
			 cnt, n);
	y = chart_range_of(values, cnt);
	chart_widen(&y, 0);
	chart_begin(&chart, (struct chart_range){-0.5, (double)cnt - 0.5}, y, picture.title,
		    picture.note);
	for (size_t i = 0; i < cnt; i++) {
		const char *label = labels[i] ? labels[i] : "";

		chart_add_box(&chart, (double)i - 0.4, (double)i + 0.4, values[i]);
		if (cnt <= BAR_MAX / 10)
			chart_add_label(&chart, (double)i, label);
		begin_row(&picture);
		add_text_field(&picture.values, "label", label);
		add_field(&picture.values, "value", values[i]);
		add_field(&picture.values, "place", (double)i);
		end_row(&picture);
	}
	return send_chart(
	    &picture, &chart, "bar",
	    "\"mark\":{\"type\":\"bar\",\"tooltip\":true},\"encoding\":{"
	    "\"x\":{\"field\":\"label\",\"type\":\"nominal\",\"title\":null,"
	    "\"sort\":{\"field\":\"place\"},\"axis\":{\"labelAngle\":-35,\"labelOverlap\":true}},"
	    "\"y\":{\"field\":\"value\",\"type\":\"quantitative\",\"title\":null}}");
}

// --- heatmaps and images --------------------------------------------------------------------

// A matrix of at most CELL_SIDE_MAX a side: means of blocks of another.
struct cells {
	double *values; // owned
	size_t rows, cols;
};

static double block_mean(const double *m, size_t cols, size_t from_row, size_t to_row,
			 size_t from_col, size_t to_col)
{
	double sum = 0;
	size_t cnt = 0;

	for (size_t row = from_row; row < to_row; row++)
		for (size_t col = from_col; col < to_col; col++) {
			double value = m[row * cols + col];

			sum += isfinite(value) ? value : 0;
			cnt += isfinite(value) != 0;
		}
	return cnt ? sum / (double)cnt : NAN;
}

static struct cells thin_cells(const double *m, size_t rows, size_t cols)
{
	struct cells cells = {.rows = rows < CELL_SIDE_MAX ? rows : CELL_SIDE_MAX,
			      .cols = cols < CELL_SIDE_MAX ? cols : CELL_SIDE_MAX};

	cells.values = mem_zalloc(cells.rows * cells.cols * sizeof *cells.values);
	for (size_t row = 0; row < cells.rows; row++)
		for (size_t col = 0; col < cells.cols; col++)
			cells.values[row * cells.cols + col] = block_mean(
			    m, cols, rows * row / cells.rows, rows * (row + 1) / cells.rows,
			    cols * col / cells.cols, cols * (col + 1) / cells.cols);
	return cells;
}

// Viridis, by straight lines between nine of its colours; grey for what is no number.
static void add_colour(struct str *out, double share)
{
	static const unsigned char stops[9][3] = {
	    {68, 1, 84},    {72, 40, 120},  {62, 74, 137},  {49, 104, 142}, {38, 130, 142},
	    {31, 158, 137}, {53, 183, 121}, {110, 206, 88}, {253, 231, 37},
	};
	int i = (int)(share * 8);

	if (!isfinite(share)) {
		str_add(out, "\xdd\xdd\xdd", 3);
		return;
	}
	i = i < 0 ? 0 : i > 7 ? 7 : i;
	for (int c = 0; c < 3; c++) {
		double part = share * 8 - i;

		str_putc(out, (char)(int)(stops[i][c] * (1 - part) + stops[i + 1][c] * part));
	}
}

static void begin_pixels(struct str *out, size_t width, size_t height)
{
	pack_u32(out, (uint32_t)width);
	pack_u32(out, (uint32_t)height);
}

// The heatmap as a picture in which each cell is a square of pixels.
static void add_heat_pixels(struct display *display, const struct cells *cells,
			    struct chart_range range)
{
	size_t longer = cells->rows > cells->cols ? cells->rows : cells->cols;
	size_t scale = longer < HEATMAP_PIXELS ? HEATMAP_PIXELS / longer : 1;
	size_t width = cells->cols * scale, height = cells->rows * scale;
	struct str pixels = {0};

	begin_pixels(&pixels, width, height);
	for (size_t y = 0; y < height; y++)
		for (size_t x = 0; x < width; x++) {
			double value = cells->values[y / scale * cells->cols + x / scale];

			add_colour(&pixels,
				   (value / 2 - range.low / 2) / (range.high / 2 - range.low / 2));
		}
	display_add(display, PIXELS_MIME, pixels.data, pixels.len);
	str_release(&pixels);
}

static void add_cell_rows(struct picture *picture, const struct cells *cells, size_t rows,
			  size_t cols)
{
	for (size_t i = 0; i < cells->rows * cells->cols; i++) {
		size_t row = rows * (i / cells->cols) / cells->rows;
		size_t col = cols * (i % cells->cols) / cells->cols;

		begin_row(picture);
		add_field(&picture->values, "r", (double)row);
		add_field(&picture->values, "c", (double)col);
		add_field(&picture->values, "v", cells->values[i]);
		end_row(picture);
	}
}

static size_t cell_side(size_t cnt)
{
	size_t side = HEATMAP_PIXELS / cnt;

	return side > CELL_PIXEL_MAX ? CELL_PIXEL_MAX : side;
}

int cicle_heatmap(const double *m, size_t rows, size_t cols, const char *title)
{
	struct display display = {0};
	struct picture picture;
	struct cells cells;

	if (!m || rows == 0 || cols == 0)
		return display_fail("heatmap", "the matrix is empty");
	begin_picture(&picture, title);
	cells = thin_cells(m, rows, cols);
	if (cells.rows < rows || cells.cols < cols)
		snprintf(picture.note, sizeof picture.note,
			 "%zu x %zu means of %zu x %zu values are drawn", cells.rows, cells.cols,
			 rows, cols);
	// Whole pixels for each cell: otherwise seams shine through.
	snprintf(picture.size, sizeof picture.size,
		 "\"width\":{\"step\":%zu},\"height\":{\"step\":%zu}", cell_side(cells.cols),
		 cell_side(cells.rows));
	add_cell_rows(&picture, &cells, rows, cols);
	add_vega_lite(&display, &picture,
		      "\"mark\":{\"type\":\"rect\",\"tooltip\":true},\"encoding\":{"
		      "\"x\":{\"field\":\"c\",\"type\":\"ordinal\",\"title\":\"column\","
		      "\"axis\":{\"labelOverlap\":true,\"labelAngle\":0}},"
		      "\"y\":{\"field\":\"r\",\"type\":\"ordinal\",\"title\":\"row\","
		      "\"axis\":{\"labelOverlap\":true}},"
		      "\"color\":{\"field\":\"v\",\"type\":\"quantitative\",\"title\":null,"
		      "\"scale\":{\"scheme\":\"viridis\"}}},"
		      "\"config\":{\"scale\":{\"bandPaddingInner\":0,\"bandPaddingOuter\":0}}");
	add_heat_pixels(&display, &cells, chart_range_of(cells.values, cells.rows * cells.cols));
	add_plain(&display, "heatmap", &picture);
	free(cells.values);
	str_release(&picture.values);
	return display_send(&display);
}

// One pixel for each block of a picture, its first.
int cicle_image(const unsigned char *rgb, size_t width, size_t height)
{
	size_t longer = width > height ? width : height;
	size_t step = (longer + PIXEL_SIDE_MAX - 1) / PIXEL_SIDE_MAX;
	struct display display = {0};
	struct str pixels = {0}, plain = {0};

	if (!rgb || width == 0 || height == 0)
		return display_fail("image", "the image is empty");
	begin_pixels(&pixels, (width + step - 1) / step, (height + step - 1) / step);
	for (size_t y = 0; y < height; y += step)
		for (size_t x = 0; x < width; x += step)
			str_add(&pixels, rgb + (y * width + x) * 3, 3);
	display_add(&display, PIXELS_MIME, pixels.data, pixels.len);
	str_printf(&plain, "<image of %zu x %zu pixels>", width, height);
	if (step > 1)
		str_printf(&plain, " (one of %zu is shown)", step * step);
	display_add(&display, "text/plain", plain.data, plain.len);
	str_release(&pixels);
	str_release(&plain);
	return display_send(&display);
}

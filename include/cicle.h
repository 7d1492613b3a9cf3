/* cicle.h - what cells may ask of cicle besides C: displays, progress, the pager, and profiles that
 * they begin and end themselves.
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

#include <stddef.h>

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

/* --- What a cell shows ---------------------------------------------------------------------
 *
 *     display_html("<b>bold</b>");
 *     display_as("count");     display_text("one");     shows it under a name
 *     display_update("count"); display_text("two");     replaces it there
 *
 * Displays stand in order with what is printed. Any thread may show something; what one shows that
 * outlives its cell goes to that cell. In a child that the cell forked nothing is shown, and the
 * functions return -1.
 */

/* Shows text as plain text, HTML, Markdown, LaTeX ("$$\\sqrt{x}$$"), an SVG picture, or a tree of
 * JSON. What is no JSON is shown as plain text. */
int display_text(const char *text) __asm__("cicle_display_text");
int display_html(const char *html) __asm__("cicle_display_html");
int display_markdown(const char *markdown) __asm__("cicle_display_markdown");
int display_latex(const char *latex) __asm__("cicle_display_latex");
int display_svg(const char *svg) __asm__("cicle_display_svg");
int display_json(const char *json) __asm__("cicle_display_json");

/* Shows the bytes of a PNG or JPEG file. */
int display_png(const void *bytes, size_t len) __asm__("cicle_display_png");
int display_jpeg(const void *bytes, size_t len) __asm__("cicle_display_jpeg");

/* Shows a file by its suffix: .png, .jpg, .gif, .svg, .html, .md, .tex, .json, .pdf; any other as
 * text. At most 64 MB. */
int display_file(const char *path) __asm__("cicle_display_file");

/* Shows bytes as any mime type: "text/html", "application/vnd.vegalite.v5+json". */
int display_mime(const char *mime, const void *bytes, size_t len) __asm__("cicle_display_mime");

/* Gives the next display of this thread a name (of at most 127 bytes), under which it can be
 * updated. */
int display_as(const char *id) __asm__("cicle_display_as");

/* Makes the next display of this thread replace what is shown under a name, in this cell or an
 * earlier one. */
int display_update(const char *id) __asm__("cicle_display_update");

/* Takes away what the cell has shown and printed so far; with wait, not before something new is
 * shown, so that nothing flickers. */
int clear_output(int wait) __asm__("cicle_clear_output");

/* Shows a bar: done of total. The next call moves it; another label, another cell, or a call after
 * the bar was full makes a new one. Calls are cheap: it is drawn at most every 50 ms. label may be
 * NULL. */
int progress(double done, double total, const char *label) __asm__("cicle_progress");

/* Shows text in the pager, beside the notebook. */
int page(const char *text) __asm__("cicle_page");

/* --- Pictures from numbers -------------------------------------------------------------
 *
 *     double y[100];
 *     for (int i = 0; i < 100; i++) y[i] = sin(i / 10.0);
 *     plot(NULL, y, 100, "a sine");
 *
 * They are displays, so display_as() and display_update() hold for them. title may be NULL. Numbers
 * that are not finite are left out. What is too much for a front end is thinned, and the picture
 * says so.
 */

/* Draws a line through n points, in their order. x NULL: 0, 1, 2... Of more than 2000 points the
 * lowest and highest of each stretch are drawn. */
int plot(const double *x, const double *y, size_t n, const char *title) __asm__("cicle_plot");

/* Draws up to 10 lines, each of n points and with a name: ys[i][0] to ys[i][n - 1]. */
int plot_lines(const double *x, const double *const *ys, const char *const *names, size_t line_cnt,
	       size_t n, const char *title) __asm__("cicle_plot_lines");

/* Draws n dots; of more than 5000, that many. */
int scatter(const double *x, const double *y, size_t n, const char *title) __asm__("cicle_scatter");

/* Draws how many of n values lie in each of so many bins (at most 200; 0: as many as fit n). */
int histogram(const double *values, size_t n, size_t bins,
	      const char *title) __asm__("cicle_histogram");

/* Draws n bars with labels; the first 200 of more. */
int bar(const char *const *labels, const double *values, size_t n,
	const char *title) __asm__("cicle_bar");

/* Draws a matrix, row by row from the top, in colours; of one with more than 100 rows or columns
 * the means of blocks. */
int heatmap(const double *m, size_t rows, size_t cols, const char *title) __asm__("cicle_heatmap");

/* Shows pixels of 3 bytes (red, green, blue) each, row by row from the top; of an image with more
 * than 2048 a side, some. */
int image(const unsigned char *rgb, size_t width, size_t height) __asm__("cicle_image");

/* --- Widgets ---------------------------------------------------------------------------
 *
 *     double frequency = 1;
 *     void draw(void) { ... plot(NULL, y, 1000, NULL); }
 *     interact("frequency", &frequency, 0.1, 10, 0.1, draw);
 *
 * They need ipywidgets' extension in the front end (`pip install jupyterlab_widgets`). When the
 * user moves one, the object is set and the function called, on the cells' thread, once no cell
 * runs. The object must live as long as the widget: an object of the session, not one in a
 * function. Functions may be NULL, and may be defined anew. Widgets work as long as the session's
 * process.
 */

/* A widget that a cell made. It belongs to the session. */
struct cicle_widget;

/* Shows a slider bound to an object, which is moved into the range. NULL after a message on stderr.
 */
struct cicle_widget *slider(const char *label, double *value, double low, double high, double step,
			    void (*changed)(void)) __asm__("cicle_slider");
struct cicle_widget *int_slider(const char *label, int *value, int low, int high, int step,
				void (*changed)(void)) __asm__("cicle_int_slider");

/* Shows a button. */
struct cicle_widget *button(const char *label, void (*clicked)(void)) __asm__("cicle_button");

/* Shows a bar from low to high, which widget_set() moves. */
struct cicle_widget *progress_bar(const char *label, double low,
				  double high) __asm__("cicle_progress_bar");

/* Shows a slider, and below it what a function prints and shows; runs the function now and whenever
 * the slider is moved, in place of what it showed before. */
int interact(const char *label, double *value, double low, double high, double step,
	     void (*run)(void)) __asm__("cicle_interact");

/* Moves a slider or a bar, and sets its object; does not call its function. */
int widget_set(struct cicle_widget *widget, double value) __asm__("cicle_widget_set");

/* Takes a widget away. Its pointer may still be passed here, and does nothing. */
int widget_close(struct cicle_widget *widget) __asm__("cicle_widget_close");

/* --- Comms -----------------------------------------------------------------------------
 *
 *     void heard(struct cicle_comm *comm, const char *json) { comm_send(comm, json); }
 *     struct cicle_comm *comm = comm_open("my-extension", "{\"size\": 3}", heard, NULL);
 *
 * A comm carries messages between cells and an extension of the front end that has registered the
 * target. Every message is a JSON object. The functions are called on the cells' thread, once no
 * cell runs; json is theirs for the length of the call. A comm lives as long as the session's
 * process.
 */

/* A comm that a cell opened. It belongs to the session. */
struct cicle_comm;

/* Opens a comm. json: what comm_open carries, NULL for {}. message is called for what the front end
 * sends, closed when it closes the comm; either may be NULL. NULL after a message on stderr. */
struct cicle_comm *comm_open(const char *target, const char *json,
			     void (*message)(struct cicle_comm *comm, const char *json),
			     void (*closed)(struct cicle_comm *comm,
					    const char *json)) __asm__("cicle_comm_open");

/* Sends a JSON object. */
int comm_send(struct cicle_comm *comm, const char *json) __asm__("cicle_comm_send");

/* Closes a comm; does not call its function. Its pointer may still be passed here: that fails. */
int comm_close(struct cicle_comm *comm) __asm__("cicle_comm_close");

#ifdef __cplusplus
}
#endif

#endif

// jit/runner/display.c - what cells show: the runner's side of cicle.h's display functions.
#include "jit/runner/display.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/mem.h"
#include "base/pack.h"
#include "base/text.h"
#include "jit/runner/channel.h"
#include "jit/runner/guard.h"
#include "jit/runner/output.h"

#define ID_MAX 128
// No larger file is shown: the front end would not bear it.
#define FILE_MAX_BYTES (64 << 20)
#define BAR_WIDTH 20
#define BAR_INTERVAL_NS 50000000

// For cells. The names are those in include/cicle.h.
int cicle_display_mime(const char *mime, const void *bytes, size_t len);
int cicle_display_text(const char *text);
int cicle_display_html(const char *html);
int cicle_display_markdown(const char *markdown);
int cicle_display_latex(const char *latex);
int cicle_display_svg(const char *svg);
int cicle_display_json(const char *json);
int cicle_display_png(const void *bytes, size_t len);
int cicle_display_jpeg(const void *bytes, size_t len);
int cicle_display_file(const char *path);
int cicle_display_as(const char *id);
int cicle_display_update(const char *id);
int cicle_clear_output(int wait);
int cicle_progress(double done, double total, const char *label);
int cicle_page(const char *text);

// What the next display of a thread is to be.
static _Thread_local char next_id[ID_MAX];
static _Thread_local bool is_next_update;

// The bar that progress() moves.
static struct {
	pthread_mutex_t lock;
	uint32_t cell;
	uint32_t number; // of the bar; 0: there was none
	char label[ID_MAX];
	double done, total;
	bool is_behind; // these are not drawn yet
	int64_t shown_ns;
} bar = {.lock = PTHREAD_MUTEX_INITIALIZER};

int display_fail(const char *function, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fprintf(stderr, "%s: ", function);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
	return -1;
}

void display_add(struct display *display, const char *mime, const void *bytes, size_t len)
{
	pack_text(&display->forms, mime);
	pack_bytes(&display->forms, bytes, len);
	display->cnt++;
}

int display_send_as(struct display *display, enum display_kind kind, const char *id)
{
	struct str head = {0};
	bool is_sent;

	output_flush();
	pack_u32(&head, output_cell());
	pack_u32(&head, kind);
	pack_text(&head, id);
	pack_u32(&head, display->cnt);
	is_sent = channel_event(EVENT_DISPLAY, &head, display->forms.data, display->forms.len);
	str_release(&head);
	str_release(&display->forms);
	display->cnt = 0;
	return is_sent ? 0 : -1;
}

int display_send(struct display *display)
{
	char id[ID_MAX];
	bool is_update = is_next_update;

	memcpy(id, next_id, sizeof id);
	next_id[0] = '\0';
	is_next_update = false;
	return display_send_as(display, is_update ? DISPLAY_UPDATE : DISPLAY_SHOW, id);
}

// --- content --------------------------------------------------------------------------------

// Shows text as a mime type; plain is for front ends that know no better.
static int show_text(const char *function, const char *mime, const char *text, const char *plain)
{
	struct display display = {0};

	if (!text)
		return display_fail(function, "the text is NULL");
	display_add(&display, mime, text, strlen(text));
	if (plain)
		display_add(&display, "text/plain", plain, strlen(plain));
	return display_send(&display);
}

int cicle_display_text(const char *text)
{
	return show_text("display_text", "text/plain", text, NULL);
}

int cicle_display_html(const char *html)
{
	return show_text("display_html", "text/html", html, "<HTML>");
}

int cicle_display_markdown(const char *markdown)
{
	return show_text("display_markdown", "text/markdown", markdown, markdown);
}

int cicle_display_latex(const char *latex)
{
	return show_text("display_latex", "text/latex", latex, latex);
}

int cicle_display_svg(const char *svg)
{
	return show_text("display_svg", "image/svg+xml", svg, "<SVG>");
}

int cicle_display_json(const char *json)
{
	return show_text("display_json", "application/json", json, json);
}

int cicle_display_mime(const char *mime, const void *bytes, size_t len)
{
	struct display display = {0};

	if (!mime || !strchr(mime, '/'))
		return display_fail("display_mime", "a mime type looks like \"text/html\"");
	if (!bytes && len)
		return display_fail("display_mime", "the bytes are NULL");
	display_add(&display, mime, bytes, len);
	return display_send(&display);
}

static int show_picture(const char *function, const char *mime, const void *bytes, size_t len,
			const char *start)
{
	struct display display = {0};
	size_t start_len = strlen(start);

	if (!bytes || len < start_len || memcmp(bytes, start, start_len) != 0)
		return display_fail(function, "the bytes are no such picture");
	display_add(&display, mime, bytes, len);
	display_add(&display, "text/plain", "<picture>", strlen("<picture>"));
	return display_send(&display);
}

int cicle_display_png(const void *bytes, size_t len)
{
	return show_picture("display_png", "image/png", bytes, len, "\x89PNG");
}

int cicle_display_jpeg(const void *bytes, size_t len)
{
	return show_picture("display_jpeg", "image/jpeg", bytes, len, "\xff\xd8");
}

static const struct {
	const char *suffix, *mime;
} suffixes[] = {
    {".png", "image/png"},         {".jpg", "image/jpeg"},      {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},         {".svg", "image/svg+xml"},   {".html", "text/html"},
    {".htm", "text/html"},         {".md", "text/markdown"},    {".tex", "text/latex"},
    {".json", "application/json"}, {".pdf", "application/pdf"},
};

// What no suffix tells is text.
static const char *mime_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < sizeof suffixes / sizeof *suffixes; i++)
		if (!strcasecmp(dot, suffixes[i].suffix))
			return suffixes[i].mime;
	return "text/plain";
}

static int read_file(const char *path, struct str *out)
{
	FILE *file = fopen(path, "rbe");
	char buf[65536];
	size_t n;
	int rc;

	if (!file)
		return display_fail("display_file", "cannot open '%s': %s", path, strerror(errno));
	while ((n = fread(buf, 1, sizeof buf, file)) > 0 && out->len <= FILE_MAX_BYTES)
		str_add(out, buf, n);
	rc = ferror(file)
		 ? display_fail("display_file", "cannot read '%s': %s", path, strerror(errno))
		 : 0;
	fclose(file);
	if (!rc && out->len > FILE_MAX_BYTES)
		rc = display_fail("display_file", "'%s' is larger than %d MB", path,
				  FILE_MAX_BYTES >> 20);
	return rc;
}

int cicle_display_file(const char *path)
{
	struct display display = {0};
	struct str content = {0};
	int rc;

	if (!path)
		return display_fail("display_file", "the path is NULL");
	rc = read_file(path, &content);
	if (!rc) {
		const char *mime = mime_of(path);

		display_add(&display, mime, str_text(&content), content.len);
		if (strcmp(mime, "text/plain") != 0)
			display_add(&display, "text/plain", path, strlen(path));
		rc = display_send(&display);
	}
	str_release(&content);
	return rc;
}

// --- names, clearing, the pager -------------------------------------------------------------

static int set_next(const char *function, const char *id, bool is_update)
{
	if (!id || !*id || strlen(id) >= ID_MAX)
		return display_fail(function, "a name has 1 to %d bytes", ID_MAX - 1);
	snprintf(next_id, sizeof next_id, "%s", id);
	is_next_update = is_update;
	return 0;
}

int cicle_display_as(const char *id)
{
	return set_next("display_as", id, false);
}

int cicle_display_update(const char *id)
{
	return set_next("display_update", id, true);
}

int cicle_clear_output(int wait)
{
	struct display none = {0};

	return display_send_as(&none, wait ? DISPLAY_CLEAR_LATE : DISPLAY_CLEAR, "");
}

int cicle_page(const char *text)
{
	struct display display = {0};

	if (!text)
		return display_fail("page", "the text is NULL");
	display_add(&display, "text/plain", text, strlen(text));
	return display_send_as(&display, DISPLAY_PAGE, "");
}

// --- progress -------------------------------------------------------------------------------

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// What is to be drawn of the bar.
struct drawing {
	uint32_t number; // 0: nothing
	bool is_first;   // it is a new one
	char label[ID_MAX];
	double done, total;
};

static bool is_new_bar(const char *label)
{
	return bar.number == 0 || bar.cell != output_cell() || bar.done >= bar.total ||
	       strcmp(bar.label, label) != 0;
}

// Moves the bar; it need not be drawn when that was done just now.
static struct drawing move_bar(double done, double total, const char *label)
{
	struct drawing drawing = {.done = done, .total = total};
	int64_t now = now_ns();

	snprintf(drawing.label, sizeof drawing.label, "%s", label);
	guard_hold();
	pthread_mutex_lock(&bar.lock);
	drawing.is_first = is_new_bar(drawing.label);
	bar.number += drawing.is_first;
	bar.cell = output_cell();
	bar.done = done;
	bar.total = total;
	memcpy(bar.label, drawing.label, sizeof bar.label);
	bar.is_behind = !drawing.is_first && done < total && now - bar.shown_ns < BAR_INTERVAL_NS;
	if (!bar.is_behind) {
		drawing.number = bar.number;
		bar.shown_ns = now;
	}
	pthread_mutex_unlock(&bar.lock);
	guard_let();
	return drawing;
}

static void draw_plain(struct str *out, const struct drawing *bar_now, double share)
{
	const char *label = bar_now->label;
	int filled = (int)(share * BAR_WIDTH);

	str_printf(out, "%s%s[", label, *label ? " " : "");
	for (int i = 0; i < BAR_WIDTH; i++)
		str_putc(out, i < filled ? '#' : '.');
	str_printf(out, "] %3.0f %% (%.15g of %.15g)", share * 100, bar_now->done, bar_now->total);
}

static void draw_html(struct str *out, const struct drawing *bar_now, double share)
{
	str_puts(out, "<div>");
	text_html_escape(out, bar_now->label);
	str_printf(out,
		   " <progress max=\"1\" value=\"%.4f\" style=\"width:20em\"></progress>"
		   " %.0f %% (%.15g of %.15g)</div>",
		   share, share * 100, bar_now->done, bar_now->total);
}

static int draw(const struct drawing *drawing)
{
	struct display display = {0};
	struct str plain = {0}, html = {0};
	double share = drawing->done < drawing->total ? drawing->done / drawing->total : 1;
	char id[64];

	draw_plain(&plain, drawing, share);
	draw_html(&html, drawing, share);
	display_add(&display, "text/plain", plain.data, plain.len);
	display_add(&display, "text/html", html.data, html.len);
	str_release(&plain);
	str_release(&html);
	snprintf(id, sizeof id, "cicle-progress-%u", drawing->number);
	return display_send_as(&display, drawing->is_first ? DISPLAY_SHOW : DISPLAY_UPDATE, id);
}

int cicle_progress(double done, double total, const char *label)
{
	struct drawing drawing;

	if (!(total > 0) || !(done >= 0))
		return display_fail("progress",
				    "done must not be negative, total must be more than 0");
	drawing = move_bar(done, total, label ? label : "");
	return drawing.number ? draw(&drawing) : 0;
}

void display_end(void)
{
	struct drawing drawing = {.number = bar.number, .done = bar.done, .total = bar.total};

	memcpy(drawing.label, bar.label, sizeof drawing.label);
	if (bar.is_behind && bar.cell == output_cell())
		draw(&drawing);
	bar.is_behind = false;
	next_id[0] = '\0';
	is_next_update = false;
}

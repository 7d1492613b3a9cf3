// jit/runner/widget.c - sliders, buttons and bars bound to a cell's objects and functions.
#include "jit/runner/widget.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"
#include "jit/message.h"
#include "jit/runner/channel.h"
#include "jit/runner/display.h"
#include "jit/runner/output.h"

struct cicle_widget {
	uint32_t number; // its place in the list, from 1
	double *real;    // one of the two, or neither
	int *whole;
	void (*changed)(void); // NULL: nobody wants to know
	uint32_t output;       // the widget that shows what changed() prints; 0: none
};

// Grows for the session's length: the front end may still show a widget of the first cell.
static struct {
	struct cicle_widget **items;
	uint32_t cnt;
} widgets;

// For cells. The names are those in include/cicle.h.
struct cicle_widget *cicle_slider(const char *label, double *value, double low, double high,
				  double step, void (*changed)(void));
struct cicle_widget *cicle_int_slider(const char *label, int *value, int low, int high, int step,
				      void (*changed)(void));
struct cicle_widget *cicle_button(const char *label, void (*clicked)(void));
struct cicle_widget *cicle_progress_bar(const char *label, double low, double high);
int cicle_interact(const char *label, double *value, double low, double high, double step,
		   void (*run)(void));
int cicle_widget_set(struct cicle_widget *widget, double value);
int cicle_widget_close(struct cicle_widget *widget);

static void pack_real(struct str *out, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	pack_u64(out, bits);
}

static bool tell(enum widget_news news, uint32_t number, const struct str *more)
{
	struct str head = {0};
	bool is_sent;

	output_flush();
	pack_u32(&head, output_cell());
	pack_u32(&head, news);
	pack_u32(&head, number);
	is_sent =
	    channel_event(EVENT_WIDGET, &head, more ? more->data : NULL, more ? more->len : 0);
	str_release(&head);
	return is_sent;
}

static struct cicle_widget *new_widget(enum widget_class class, const char *label,
				       const double *numbers)
{
	struct cicle_widget *widget = mem_zalloc(sizeof *widget);
	struct str more = {0};

	widgets.items = mem_grow(widgets.items, widgets.cnt + 1, sizeof *widgets.items);
	widgets.items[widgets.cnt++] = widget;
	widget->number = widgets.cnt;
	pack_u32(&more, class);
	pack_text(&more, label ? label : "");
	for (int i = 0; i < WIDGET_NUMBER_CNT; i++)
		pack_real(&more, numbers ? numbers[i] : 0);
	tell(WIDGET_MADE, widget->number, &more);
	str_release(&more);
	return widget;
}

static double limited(double value, double low, double high)
{
	if (!(value >= low))
		return low;
	return value > high ? high : value;
}

static bool is_range(double low, double high, double step)
{
	return low < high && step > 0 && high - low < 1e300;
}

struct cicle_widget *cicle_slider(const char *label, double *value, double low, double high,
				  double step, void (*changed)(void))
{
	struct cicle_widget *widget;

	if (!value || !is_range(low, high, step)) {
		display_fail("slider", "it needs an object, low < high and step > 0");
		return NULL;
	}
	*value = limited(*value, low, high);
	widget = new_widget(WIDGET_SLIDER, label, (double[]){*value, low, high, step});
	widget->real = value;
	widget->changed = changed;
	return widget;
}

struct cicle_widget *cicle_int_slider(const char *label, int *value, int low, int high, int step,
				      void (*changed)(void))
{
	struct cicle_widget *widget;

	if (!value || !is_range(low, high, step)) {
		display_fail("int_slider", "it needs an object, low < high and step > 0");
		return NULL;
	}
	*value = (int)limited(*value, low, high);
	widget = new_widget(WIDGET_INT_SLIDER, label, (double[]){*value, low, high, step});
	widget->whole = value;
	widget->changed = changed;
	return widget;
}

struct cicle_widget *cicle_button(const char *label, void (*clicked)(void))
{
	struct cicle_widget *widget = new_widget(WIDGET_BUTTON, label, NULL);

	widget->changed = clicked;
	return widget;
}

struct cicle_widget *cicle_progress_bar(const char *label, double low, double high)
{
	if (!is_range(low, high, 1)) {
		display_fail("progress_bar", "it needs low < high");
		return NULL;
	}
	return new_widget(WIDGET_BAR, label, (double[]){low, low, high, 0});
}

static void call(const struct cicle_widget *widget)
{
	struct str number = {0};

	if (!widget->changed)
		return;
	pack_u32(&number, widget->number);
	if (widget->output)
		tell(WIDGET_CAPTURE, widget->output, &number);
	str_release(&number);
	widget->changed();
	if (widget->output)
		tell(WIDGET_RELEASE, widget->output, NULL);
}

int cicle_interact(const char *label, double *value, double low, double high, double step,
		   void (*run)(void))
{
	struct cicle_widget *widget;

	if (!run)
		return display_fail("interact", "there is no function to run");
	widget = cicle_slider(label, value, low, high, step, run);
	if (!widget)
		return -1;
	widget->output = new_widget(WIDGET_OUTPUT, "", NULL)->number;
	call(widget);
	return 0;
}

static bool is_widget(const struct cicle_widget *widget)
{
	for (uint32_t i = 0; i < widgets.cnt; i++)
		if (widget && widgets.items[i] == widget)
			return true;
	return false;
}

int cicle_widget_set(struct cicle_widget *widget, double value)
{
	struct str more = {0};
	bool is_sent;

	if (!is_widget(widget))
		return display_fail("widget_set", "that is no widget");
	if (widget->real)
		*widget->real = value;
	if (widget->whole)
		*widget->whole = (int)value;
	pack_real(&more, value);
	is_sent = tell(WIDGET_MOVED, widget->number, &more);
	str_release(&more);
	return is_sent ? 0 : -1;
}

int cicle_widget_close(struct cicle_widget *widget)
{
	if (!is_widget(widget))
		return display_fail("widget_close", "that is no widget");
	widget->real = NULL;
	widget->whole = NULL;
	widget->changed = NULL;
	if (widget->output)
		tell(WIDGET_CLOSED, widget->output, NULL);
	return tell(WIDGET_CLOSED, widget->number, NULL) ? 0 : -1;
}

void cicle_widget_changed(unsigned number, double value)
{
	const struct cicle_widget *widget;

	if (number == 0 || number > widgets.cnt)
		return;
	widget = widgets.items[number - 1];
	if (widget->real)
		*widget->real = value;
	if (widget->whole)
		*widget->whole = (int)value;
	call(widget);
}

// kernel/widgets.c - the widgets that cells make, as ipywidgets' models over comms.
#include "kernel/widgets.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/pack.h"
#include "jit/message.h"
#include "kernel/comms.h"

#define TARGET "jupyter.widget"
#define BASE "@jupyter-widgets/base"
#define CONTROLS "@jupyter-widgets/controls"
#define ID_BYTES 16

struct widget {
	uint32_t number; // the runner's; 0: a part of another one (layout, style)
	char id[2 * ID_BYTES + 1];
	cJSON *state;     // owned
	char *parent;     // owned: the header of the cell that made it
	bool is_captured; // another widget shows what its function prints
	struct widget *next;
};

struct widgets {
	struct post *post; // borrowed
	struct comms *comms;
	struct widget *first;
	const struct widget *capturing; // borrowed: the one that shows what is printed now
};

// What there is of each class, in ipywidgets' words.
static const struct {
	const char *model, *view, *style;
	bool has_numbers;
} classes[] = {
    [WIDGET_SLIDER] = {"FloatSliderModel", "FloatSliderView", "SliderStyleModel", true},
    [WIDGET_INT_SLIDER] = {"IntSliderModel", "IntSliderView", "SliderStyleModel", true},
    [WIDGET_BUTTON] = {"ButtonModel", "ButtonView", "ButtonStyleModel", false},
    [WIDGET_BAR] = {"FloatProgressModel", "ProgressView", "ProgressStyleModel", true},
    [WIDGET_OUTPUT] = {"OutputModel", "OutputView", NULL, false},
};

struct widgets *widgets_new(struct post *post)
{
	struct widgets *widgets = mem_zalloc(sizeof *widgets);

	widgets->post = post;
	widgets->comms = comms_new(post);
	return widgets;
}

static void free_widget(struct widget *widget)
{
	cJSON_Delete(widget->state);
	free(widget->parent);
	free(widget);
}

void widgets_free(struct widgets *widgets)
{
	struct widget *widget;

	if (!widgets)
		return;
	while ((widget = widgets->first)) {
		widgets->first = widget->next;
		free_widget(widget);
	}
	comms_free(widgets->comms);
	free(widgets);
}

static struct widget *find_number(const struct widgets *widgets, uint32_t number)
{
	struct widget *widget = widgets->first;

	while (widget && (!number || widget->number != number))
		widget = widget->next;
	return widget;
}

static struct widget *find_id(const struct widgets *widgets, const char *id)
{
	struct widget *widget = widgets->first;

	while (widget && strcmp(widget->id, id) != 0)
		widget = widget->next;
	return widget;
}

// --- what is sent ---------------------------------------------------------------------------

static void send_update(const struct widgets *widgets, const struct widget *widget,
			const char *parent_json, const cJSON *state)
{
	cJSON *content = cJSON_CreateObject();
	cJSON *data = cJSON_AddObjectToObject(content, "data");

	cJSON_AddStringToObject(content, "comm_id", widget->id);
	cJSON_AddStringToObject(data, "method", "update");
	cJSON_AddItemToObject(data, "state", cJSON_Duplicate(state, true));
	cJSON_AddArrayToObject(data, "buffer_paths");
	post_publish(widgets->post, parent_json, "comm_msg", content);
}

// Sets one field of the model, and tells the front end. Takes value.
static void set_field(const struct widgets *widgets, struct widget *widget, const char *parent_json,
		      const char *name, cJSON *value)
{
	cJSON *change = cJSON_CreateObject();

	cJSON_AddItemToObject(change, name, cJSON_Duplicate(value, true));
	cJSON_DeleteItemFromObjectCaseSensitive(widget->state, name);
	cJSON_AddItemToObject(widget->state, name, value);
	send_update(widgets, widget, parent_json, change);
	cJSON_Delete(change);
}

static void send_open(const struct widgets *widgets, const struct widget *widget,
		      const char *parent_json)
{
	cJSON *content = cJSON_CreateObject();
	cJSON *data = cJSON_AddObjectToObject(content, "data");

	cJSON_AddStringToObject(content, "comm_id", widget->id);
	cJSON_AddStringToObject(content, "target_name", TARGET);
	cJSON_AddItemToObject(data, "state", cJSON_Duplicate(widget->state, true));
	cJSON_AddArrayToObject(data, "buffer_paths");
	post_publish_with(widgets->post, parent_json, "comm_open", "{\"version\":\"2.1.0\"}",
			  content);
}

static void send_close(const struct widgets *widgets, const struct widget *widget,
		       const char *parent_json)
{
	cJSON *content = cJSON_CreateObject();

	cJSON_AddStringToObject(content, "comm_id", widget->id);
	cJSON_AddObjectToObject(content, "data");
	post_publish(widgets->post, parent_json, "comm_close", content);
}

static void send_view(const struct widgets *widgets, const struct widget *widget,
		      const char *parent_json, const char *plain)
{
	cJSON *content = cJSON_CreateObject();
	cJSON *data = cJSON_AddObjectToObject(content, "data");
	cJSON *view = cJSON_AddObjectToObject(data, "application/vnd.jupyter.widget-view+json");

	cJSON_AddNumberToObject(view, "version_major", 2);
	cJSON_AddNumberToObject(view, "version_minor", 0);
	cJSON_AddStringToObject(view, "model_id", widget->id);
	cJSON_AddStringToObject(data, "text/plain", plain);
	cJSON_AddObjectToObject(content, "metadata");
	cJSON_AddObjectToObject(content, "transient");
	post_publish(widgets->post, parent_json, "display_data", content);
}

// --- models ---------------------------------------------------------------------------------

static struct widget *new_model(struct widgets *widgets, const char *parent_json)
{
	struct widget *widget = mem_zalloc(sizeof *widget);
	unsigned char bytes[ID_BYTES];

	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2hex(widget->id, sizeof widget->id, bytes, sizeof bytes);
	widget->state = cJSON_CreateObject();
	widget->parent = mem_strdup(parent_json);
	widget->next = widgets->first;
	widgets->first = widget;
	return widget;
}

static void name_model(cJSON *state, const char *module, const char *version, const char *model)
{
	cJSON_AddStringToObject(state, "_model_module", module);
	cJSON_AddStringToObject(state, "_model_module_version", version);
	cJSON_AddStringToObject(state, "_model_name", model);
}

static void name_view(cJSON *state, const char *module, const char *version, const char *view)
{
	cJSON_AddStringToObject(state, "_view_module", module);
	cJSON_AddStringToObject(state, "_view_module_version", version);
	cJSON_AddStringToObject(state, "_view_name", view);
}

// Makes a part that belongs to a widget's model, and refers to it.
static void add_part(struct widgets *widgets, struct widget *widget, const char *field,
		     const char *module, const char *model, const char *view)
{
	struct widget *part = new_model(widgets, widget->parent);
	char reference[2 * ID_BYTES + 16];

	name_model(part->state, module, "2.0.0", model);
	name_view(part->state, BASE, "2.0.0", view);
	snprintf(reference, sizeof reference, "IPY_MODEL_%s", part->id);
	cJSON_AddStringToObject(widget->state, field, reference);
	send_open(widgets, part, widget->parent);
}

// The numbers are the value, the range and the step, in this order.
static void add_numbers(cJSON *state, enum widget_class class, struct unpack *in)
{
	static const char *const names[WIDGET_NUMBER_CNT] = {"value", "min", "max", "step"};

	for (int i = 0; i < WIDGET_NUMBER_CNT; i++) {
		uint64_t bits = unpack_u64(in);
		double value;

		memcpy(&value, &bits, sizeof value);
		if (i < 3 || class != WIDGET_BAR)
			cJSON_AddNumberToObject(state, names[i], isfinite(value) ? value : 0);
	}
	cJSON_AddStringToObject(state, "orientation", "horizontal");
	if (class == WIDGET_SLIDER)
		cJSON_AddStringToObject(state, "readout_format", ".4~g");
	if (class == WIDGET_INT_SLIDER)
		cJSON_AddStringToObject(state, "readout_format", "d");
	if (class == WIDGET_BAR)
		cJSON_AddStringToObject(state, "bar_style", "");
}

static void make(struct widgets *widgets, const char *parent_json, uint32_t number,
		 struct unpack *in)
{
	uint32_t class = unpack_u32(in);
	char *label = unpack_text(in);
	bool is_output = class == WIDGET_OUTPUT;
	const char *module = is_output ? "@jupyter-widgets/output" : CONTROLS;
	const char *version = is_output ? "1.0.0" : "2.0.0";
	struct widget *widget;

	if (in->has_failed || class < WIDGET_SLIDER || class > WIDGET_OUTPUT) {
		free(label);
		return;
	}
	widget = new_model(widgets, parent_json);
	widget->number = number;
	name_model(widget->state, module, version, classes[class].model);
	name_view(widget->state, module, version, classes[class].view);
	cJSON_AddArrayToObject(widget->state, "_dom_classes");
	cJSON_AddStringToObject(widget->state, "description", label);
	if (classes[class].has_numbers)
		add_numbers(widget->state, (enum widget_class) class, in);
	if (is_output) {
		cJSON_AddStringToObject(widget->state, "msg_id", "");
		cJSON_AddArrayToObject(widget->state, "outputs");
	}
	add_part(widgets, widget, "layout", BASE, "LayoutModel", "LayoutView");
	if (classes[class].style)
		add_part(widgets, widget, "style", CONTROLS, classes[class].style, "StyleView");
	send_open(widgets, widget, parent_json);
	send_view(widgets, widget, parent_json, is_output ? "" : label);
	free(label);
}

// --- what the runner says -------------------------------------------------------------------

// Lets an output widget have what is published under this header.
static void capture(struct widgets *widgets, struct widget *widget, const char *parent_json,
		    struct unpack *in)
{
	struct widget *captured = find_number(widgets, unpack_u32(in));
	cJSON *parent = cJSON_Parse(parent_json);
	const char *id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(parent, "msg_id"));
	cJSON *content = cJSON_CreateObject();

	set_field(widgets, widget, parent_json, "msg_id", cJSON_CreateString(id ? id : ""));
	cJSON_AddTrueToObject(content, "wait");
	post_publish(widgets->post, parent_json, "clear_output", content);
	widgets->capturing = widget;
	if (captured)
		captured->is_captured = true;
	cJSON_Delete(parent);
}

void widgets_release_output(struct widgets *widgets, const char *parent_json)
{
	struct widget *widget = (struct widget *)widgets->capturing;

	widgets->capturing = NULL;
	if (widget)
		set_field(widgets, widget, parent_json, "msg_id", cJSON_CreateString(""));
}

static void forget(struct widgets *widgets, struct widget *widget)
{
	struct widget **link = &widgets->first;

	while (*link != widget)
		link = &(*link)->next;
	*link = widget->next;
	if (widgets->capturing == widget)
		widgets->capturing = NULL;
	free_widget(widget);
}

static void move(struct widgets *widgets, struct widget *widget, const char *parent_json,
		 struct unpack *in)
{
	uint64_t bits = unpack_u64(in);
	double value;

	memcpy(&value, &bits, sizeof value);
	if (!in->has_failed && isfinite(value))
		set_field(widgets, widget, parent_json, "value", cJSON_CreateNumber(value));
}

void widgets_take(struct widgets *widgets, const char *parent_json, const char *bytes, size_t len)
{
	struct unpack in = unpack_from(bytes, len);
	uint32_t news = unpack_u32(&in), number = unpack_u32(&in);
	struct widget *widget = find_number(widgets, number);

	if (in.has_failed)
		log_line("session", 0, "a widget makes no sense");
	else if (news >= COMM_OPENED && news <= COMM_ENDED)
		comms_take(widgets->comms, parent_json, news, number, &in);
	else if (news == WIDGET_MADE)
		make(widgets, parent_json, number, &in);
	else if (!widget)
		return;
	else if (news == WIDGET_MOVED)
		move(widgets, widget, parent_json, &in);
	else if (news == WIDGET_CAPTURE)
		capture(widgets, widget, parent_json, &in);
	else if (news == WIDGET_RELEASE)
		widgets_release_output(widgets, parent_json);
	else if (news == WIDGET_CLOSED) {
		send_close(widgets, widget, parent_json);
		forget(widgets, widget);
	}
}

// --- what the front end says ----------------------------------------------------------------

static void add_code(struct str *code, const struct widget *widget, double value)
{
	str_printf(code,
		   "void cicle_widget_changed(unsigned, double);\n"
		   "cicle_widget_changed(%u, %.17g);",
		   widget->number, value);
}

// Merges a state that the user changed. Returns true when the value is among it.
static bool merge(struct widget *widget, const cJSON *state, double *value)
{
	const cJSON *item;
	bool has_value = false;

	cJSON_ArrayForEach(item, state)
	{
		if (!item->string)
			continue;
		cJSON_DeleteItemFromObjectCaseSensitive(widget->state, item->string);
		cJSON_AddItemToObject(widget->state, item->string, cJSON_Duplicate(item, true));
		if (strcmp(item->string, "value") != 0 || !cJSON_IsNumber(item))
			continue;
		*value = item->valuedouble;
		has_value = true;
	}
	return has_value;
}

bool widgets_serve(struct widgets *widgets, const struct message *request, struct str *code,
		   const char **parent_json)
{
	const cJSON *content = request->content;
	const cJSON *data = cJSON_GetObjectItemCaseSensitive(content, "data");
	const char *id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(content, "comm_id"));
	const char *method = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(data, "method"));
	struct widget *widget = id ? find_id(widgets, id) : NULL;
	const cJSON *custom;
	double value;

	if (comms_serve(widgets->comms, request, code, parent_json))
		return true;
	if (!widget || !method || strcmp(request->type, "comm_msg") != 0)
		return false;
	// Front ends let an output widget have what answers a message of their own: Voila has sent
	// no cell.
	*parent_json = widget->is_captured ? request->header_json : widget->parent;
	if (!strcmp(method, "request_state")) {
		send_update(widgets, widget, request->header_json, widget->state);
		return false;
	}
	if (!strcmp(method, "update") && widget->number) {
		if (!merge(widget, cJSON_GetObjectItemCaseSensitive(data, "state"), &value))
			return false;
		add_code(code, widget, value);
		return true;
	}
	custom = cJSON_GetObjectItemCaseSensitive(data, "content");
	custom = cJSON_GetObjectItemCaseSensitive(custom, "event");
	if (strcmp(method, "custom") != 0 || !cJSON_IsString(custom) ||
	    strcmp(custom->valuestring, "click") != 0)
		return false;
	add_code(code, widget, 0);
	return true;
}

void widgets_close(struct widgets *widgets, const char *comm_id)
{
	struct widget *widget = find_id(widgets, comm_id);

	if (widget)
		forget(widgets, widget);
}

cJSON *widgets_list(const struct widgets *widgets, const char *target)
{
	cJSON *comms = cJSON_CreateObject();

	comms_list(widgets->comms, target, comms);
	if (target && strcmp(target, TARGET) != 0)
		return comms;
	for (const struct widget *widget = widgets->first; widget; widget = widget->next)
		cJSON_AddStringToObject(cJSON_AddObjectToObject(comms, widget->id), "target_name",
					TARGET);
	return comms;
}

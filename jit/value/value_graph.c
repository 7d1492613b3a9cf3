// jit/value/value_graph.c - linked structures: what a value's pointers lead to, as text and as a
// picture.
//
// The objects are laid out by a tree: each stands under the one that pointed to it first. Lists
// stand in rows, trees have their root at the left; arrows that are not of the tree go back below
// all. Boxes are HTML and arrows SVG: where a sanitiser drops <svg>, the boxes still tell by number
// what points to what.
#include "jit/value/value_graph.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define NONE UINT32_MAX

// Sizes in pixels, for a font of 12 pixels.
#define ROW_HEIGHT 18
#define PADDING 6
#define GAP_X 48
#define GAP_Y 14
#define LINE_WIDTH 960 // a longer list goes on in the next row
#define LANE 10        // between arrows that go back
#define ROW_MAX_CNT 14
#define TEXT_MAX_LEN 28

// One row of a box.
struct line {
	char *name; // owned
	char *text; // owned
	uint32_t target;
	int flags; // of the pointer: it is followed no further
};

// One object's place.
struct box {
	bool is_shown;
	uint32_t parent, first, last, next; // in the tree: children in order; NONE
	size_t child_cnt;
	struct line *lines; // owned
	size_t line_cnt;
	size_t hidden_cnt; // lines that are left out
	char *title;       // owned
	int x, y, width, height;
	int tree_height; // with all that is to the right
};

struct graph {
	const struct values *values;
	const struct value_style *style;
	struct box *boxes; // owned; one for each object
	size_t cnt;
	int width, height;
	int lane_cnt; // arrows that go around below everything
	bool is_list;
	bool is_root_met; // something points to object 0
};

// --- the tree -------------------------------------------------------------------------------

static void adopt(struct graph *graph, uint32_t parent, uint32_t child)
{
	struct box *box = &graph->boxes[parent];

	graph->is_root_met = graph->is_root_met || child == 0;
	if (child == NONE || child == 0 || graph->boxes[child].parent != NONE || child == parent)
		return;
	graph->boxes[child].parent = parent;
	if (box->last == NONE)
		box->first = child;
	else
		graph->boxes[box->last].next = child;
	box->last = child;
	box->child_cnt++;
}

static void adopt_targets(struct graph *graph, uint32_t parent, const struct value *value)
{
	adopt(graph, parent, value->target);
	for (size_t i = 0; i < value->cnt; i++)
		adopt_targets(graph, parent, &value->items[i]);
}

// Objects are numbered breadth first, so that the first that points to one comes before it: where
// the runner's bytes say otherwise, what is in no tree under object 0 is not shown.
static void grow_tree(struct graph *graph)
{
	for (uint32_t i = 0; i < graph->cnt; i++)
		graph->boxes[i].parent = graph->boxes[i].first = graph->boxes[i].last =
		    graph->boxes[i].next = NONE;
	graph->boxes[0].is_shown = true;
	for (uint32_t i = 0; i < graph->cnt; i++) {
		if (i && graph->boxes[i].parent == NONE)
			continue;
		graph->boxes[i].is_shown =
		    graph->boxes[i].is_shown ||
		    (graph->boxes[i].parent < i && graph->boxes[graph->boxes[i].parent].is_shown);
		if (graph->boxes[i].is_shown)
			adopt_targets(graph, i, &graph->values->objects[i].value);
	}
}

static struct graph graph_of(const struct values *values, const struct value_style *style)
{
	struct graph graph = {.values = values, .style = style, .cnt = values->cnt};

	graph.boxes = mem_zalloc(values->cnt * sizeof *graph.boxes);
	grow_tree(&graph);
	return graph;
}

static void graph_release(struct graph *graph)
{
	for (size_t i = 0; i < graph->cnt; i++) {
		struct box *box = &graph->boxes[i];

		for (size_t j = 0; j < box->line_cnt; j++) {
			free(box->lines[j].name);
			free(box->lines[j].text);
		}
		free(box->lines);
		free(box->title);
	}
	free(graph->boxes);
}

// "... 940 more"
static void add_more(const struct values *values, const char *dots, struct str *out)
{
	if (values->more)
		str_printf(out, "%s %s%llu more", dots, values->is_more_bound ? "over " : "",
			   (unsigned long long)values->more);
}

// --- text -----------------------------------------------------------------------------------

static void add_text_line(const struct graph *graph, uint32_t i, int indent, struct str *out)
{
	const struct value *value = &graph->values->objects[i].value;

	if (i)
		str_printf(out, "\n%*s", indent, "");
	if (i || graph->is_root_met)
		str_printf(out, "#%u ", i);
	if (*value->type)
		str_printf(out, value->kind == VALUE_STRUCT ? "%s " : "(%s) ", value->type);
	value_line(value, graph->style, out);
}

// How far the children of an object stand to its right: a list's stand right below.
static int step_of(const struct graph *graph, uint32_t i)
{
	const struct box *box = &graph->boxes[i];
	bool has_siblings = box->parent != NONE && graph->boxes[box->parent].child_cnt > 1;

	return box->child_cnt > 1 || has_siblings ? 2 : 0;
}

// Gives the object whose line comes behind an object's, depth first. NONE: it was the last.
static uint32_t next_line(const struct graph *graph, uint32_t at, int *indent)
{
	if (graph->boxes[at].first != NONE) {
		*indent += step_of(graph, at);
		return graph->boxes[at].first;
	}
	while (at != NONE && graph->boxes[at].next == NONE) {
		at = graph->boxes[at].parent;
		*indent -= at == NONE ? 0 : step_of(graph, at);
	}
	return at == NONE ? NONE : graph->boxes[at].next;
}

void value_graph_text(const struct values *values, const struct value_style *style, struct str *out)
{
	struct value_style numbered = *style;
	struct graph graph;
	int indent = 0;

	numbered.numbers_objects = true;
	graph = graph_of(values, &numbered);
	for (uint32_t at = 0; at != NONE; at = next_line(&graph, at, &indent))
		add_text_line(&graph, at, indent, out);
	add_more(values, "\n...", out);
	graph_release(&graph);
}

// --- what is in a box -----------------------------------------------------------------------

static size_t text_width(const char *text)
{
	size_t cnt = 0;

	for (; *text; text++)
		cnt += ((unsigned char)*text & 0xc0) != 0x80; // code points
	return cnt;
}

// Appends a text with an ellipsis for what is too long.
static void add_short(struct str *out, const char *text)
{
	size_t cnt = 0;
	const char *at = text;

	for (; *at; at++) {
		cnt += ((unsigned char)*at & 0xc0) != 0x80;
		if (cnt > TEXT_MAX_LEN)
			break;
	}
	str_add(out, text, (size_t)(at - text));
	str_puts(out, *at ? "\u2026" : "");
}

static void add_line(const struct graph *graph, struct box *box, const char *name,
		     const struct value *value)
{
	struct str text = {0}, shown = {0};
	struct line *line;

	if (box->line_cnt == ROW_MAX_CNT) {
		box->hidden_cnt++;
		return;
	}
	value_line(value, graph->style, &text);
	add_short(&shown, str_text(&text));
	box->lines = mem_grow(box->lines, box->line_cnt + 1, sizeof *box->lines);
	line = &box->lines[box->line_cnt++];
	*line = (struct line){mem_strdup(name), str_take(&shown), value->target, value->flags};
	str_release(&text);
}

static bool has_target(const struct value *value)
{
	if (value->target != VALUE_NO_TARGET)
		return true;
	for (size_t i = 0; i < value->cnt; i++)
		if (has_target(&value->items[i]))
			return true;
	return false;
}

// Structs and arrays that hold pointers have a row for each, "child[1]"; others have one row.
static void add_lines(const struct graph *graph, struct box *box, const char *name,
		      const struct value *value, bool is_whole)
{
	bool has_parts = value->kind == VALUE_STRUCT || value->kind == VALUE_ARRAY;

	if (!has_parts || (!is_whole && !has_target(value))) {
		add_line(graph, box, name, value);
		return;
	}
	for (size_t i = 0; i < value->cnt; i++) {
		struct str part = {0};
		size_t index = value_has_gap(value) && i >= value->head
				   ? (size_t)value->total - value->cnt + i
				   : i;

		if (value->kind == VALUE_ARRAY)
			str_printf(&part, "%s[%zu]", name, index);
		else
			str_printf(&part, "%s%s%s", name, *name ? "." : "", value->items[i].name);
		add_lines(graph, box, str_text(&part), &value->items[i], false);
		str_release(&part);
	}
}

static void fill_box(const struct graph *graph, uint32_t i, const char *title)
{
	struct box *box = &graph->boxes[i];
	const struct value *value = &graph->values->objects[i].value;
	struct str text = {0};
	size_t width, name_width = 0, text_len = 0;

	if (i || graph->is_root_met)
		str_printf(&text, "#%u ", i);
	add_short(&text, i ? value->type : title);
	box->title = str_take(&text);
	add_lines(graph, box, "", value, true);
	for (size_t j = 0; j < box->line_cnt; j++) {
		size_t name = text_width(box->lines[j].name), len = text_width(box->lines[j].text);

		name_width = name > name_width ? name : name_width;
		text_len = len > text_len ? len : text_len;
	}
	width = name_width + text_len + 3;
	if (width < text_width(box->title))
		width = text_width(box->title);
	// A character of a monospaced font of 12 pixels is at most 7.3 wide.
	box->width = 2 * PADDING + (int)(73 * width / 10) + 2;
	box->height = ROW_HEIGHT * (int)(1 + box->line_cnt + (box->hidden_cnt > 0)) + 2;
}

// --- places ---------------------------------------------------------------------------------

static bool is_list(const struct graph *graph)
{
	for (size_t i = 0; i < graph->cnt; i++)
		if (graph->boxes[i].child_cnt > 1)
			return false;
	return true;
}

static void note_size(struct graph *graph, const struct box *box)
{
	if (box->x + box->width > graph->width)
		graph->width = box->x + box->width;
	if (box->y + box->height > graph->height)
		graph->height = box->y + box->height;
}

static void place_list(struct graph *graph)
{
	int x = 0, y = 0;

	for (uint32_t at = 0; at != NONE; at = graph->boxes[at].first) {
		struct box *box = &graph->boxes[at];

		if (x && x + box->width > LINE_WIDTH) {
			x = 0;
			y = graph->height + 2 * GAP_Y;
		}
		box->x = x;
		box->y = y;
		x += box->width + GAP_X;
		note_size(graph, box);
	}
}

// Children come after their parent: from the last to the first, each height is known.
static void measure_trees(struct graph *graph)
{
	int *below = mem_zalloc(graph->cnt * sizeof *below);

	for (size_t i = graph->cnt; i-- > 0;) {
		struct box *box = &graph->boxes[i];

		if (!box->is_shown)
			continue;
		box->tree_height = below[i] > box->height ? below[i] : box->height;
		if (box->parent != NONE)
			below[box->parent] += box->tree_height + (below[box->parent] ? GAP_Y : 0);
	}
	free(below);
}

static void place_children(struct graph *graph, const struct box *box, int top, const int *level_x)
{
	int y = top, all = -GAP_Y;

	for (uint32_t at = box->first; at != NONE; at = graph->boxes[at].next)
		all += graph->boxes[at].tree_height + GAP_Y;
	if (all < box->tree_height)
		y += (box->tree_height - all) / 2;
	for (uint32_t at = box->first; at != NONE; at = graph->boxes[at].next) {
		struct box *child = &graph->boxes[at];

		child->x = level_x[0];
		child->y = y; // of its tree, until it is its turn
		y += child->tree_height + GAP_Y;
	}
}

// levels[i]: the level of box i. Fills where each level begins; returns how many there are.
static size_t find_columns(const struct graph *graph, size_t *levels, int *level_x)
{
	size_t cnt = 1;
	int x = 0;

	for (size_t i = 0; i < graph->cnt; i++) {
		const struct box *box = &graph->boxes[i];

		if (!box->is_shown)
			continue;
		levels[i] = box->parent == NONE ? 0 : levels[box->parent] + 1;
		cnt = levels[i] + 1 > cnt ? levels[i] + 1 : cnt;
		if (box->width > level_x[levels[i]])
			level_x[levels[i]] = box->width; // its width, for now
	}
	for (size_t i = 0; i < cnt; i++) {
		int width = level_x[i];

		level_x[i] = x;
		x += width + GAP_X;
	}
	return cnt;
}

static void place_trees(struct graph *graph)
{
	size_t *levels = mem_zalloc(graph->cnt * sizeof *levels);
	int *level_x = mem_zalloc((graph->cnt + 1) * sizeof *level_x);

	find_columns(graph, levels, level_x);
	measure_trees(graph);
	for (size_t i = 0; i < graph->cnt; i++) {
		struct box *box = &graph->boxes[i];

		if (!box->is_shown)
			continue;
		place_children(graph, box, box->y, &level_x[levels[i] + 1]);
		box->y += (box->tree_height - box->height) / 2;
		note_size(graph, box);
	}
	free(levels);
	free(level_x);
}

// --- drawing --------------------------------------------------------------------------------

#define COLOUR_LINE "var(--jp-border-color1, #8c959f)"
#define COLOUR_ARROW "var(--jp-brand-color1, #1f6fd0)"
#define COLOUR_SOFT "var(--jp-content-font-color2, inherit)"
#define COLOUR_RAISED "var(--jp-layout-color2, rgba(128, 128, 128, 0.15))"

static void draw_row(struct str *out, const struct line *line)
{
	str_printf(
	    out,
	    "<div style=\"height: %dpx; padding: 0 %dpx; display: flex;"
	    " justify-content: space-between; overflow: hidden\"><span style=\"color: " COLOUR_SOFT
	    "; white-space: pre\">",
	    ROW_HEIGHT, PADDING);
	text_html_escape(out, line->name);
	str_puts(out, " </span><span style=\"white-space: pre\">");
	text_html_escape(out, line->text);
	str_puts(out, "</span></div>\n");
}

static void draw_box(struct str *out, const struct box *box)
{
	str_printf(out,
		   "<div style=\"position: absolute; left: %dpx; top: %dpx; width: %dpx;"
		   " height: %dpx; box-sizing: border-box; border: 1px solid " COLOUR_LINE
		   "; border-radius: 4px; overflow: hidden; white-space: nowrap\">\n"
		   "<div style=\"height: %dpx; padding: 0 %dpx; background: " COLOUR_RAISED
		   "; white-space: pre\">",
		   box->x, box->y, box->width, box->height, ROW_HEIGHT, PADDING);
	text_html_escape(out, box->title);
	str_puts(out, "</div>\n");
	for (size_t i = 0; i < box->line_cnt; i++)
		draw_row(out, &box->lines[i]);
	if (box->hidden_cnt)
		str_printf(out,
			   "<div style=\"padding: 0 %dpx; color: " COLOUR_SOFT
			   "\">\u2026 %zu more</div>\n",
			   PADDING, box->hidden_cnt);
	str_puts(out, "</div>\n");
}

// An arrow from the row of a box to the head of another.
struct arrow {
	const struct box *from, *to;
	int y, to_y; // of the row, of the head
};

static int right_of(const struct box *box)
{
	return box->x + box->width;
}

// dx, dy: from the tip to the middle of the arrowhead's back, 7 pixels long.
static void draw_head(struct str *out, int x, int y, int dx, int dy)
{
	str_printf(out, "<path d=\"M%d %dl%d %dl%d %dz\" style=\"fill: " COLOUR_ARROW "\"/>\n", x,
		   y, 7 * dx + 4 * dy, 7 * dy + 4 * dx, -8 * dy, -8 * dx);
}

// From the right side of one to the left side of the other, or the other way round.
static void draw_across(const struct arrow *arrow, bool is_back, struct str *out)
{
	int x = is_back ? arrow->from->x : right_of(arrow->from);
	int to_x = is_back ? right_of(arrow->to) : arrow->to->x;
	int middle = (to_x - x) / 2;
	int direction = is_back ? -1 : 1;

	str_printf(out, "<path d=\"M%d %dC%d %d %d %d %d %d\"/>", x, arrow->y, x + middle, arrow->y,
		   to_x - middle, arrow->to_y, to_x - 4 * direction, arrow->to_y);
	draw_head(out, to_x - direction, arrow->to_y, -direction, 0);
}

// Between boxes of one column, at its right side; also to the same box.
static void draw_beside(const struct arrow *arrow, int edge, struct str *out)
{
	int to_x = right_of(arrow->to);

	str_printf(out, "<path d=\"M%d %dC%d %d %d %d %d %d\"/>", right_of(arrow->from), arrow->y,
		   edge + 3 * LANE, arrow->y, edge + 3 * LANE, arrow->to_y, to_x + 4, arrow->to_y);
	draw_head(out, to_x + 1, arrow->to_y, 1, 0);
}

// To the first box of the next row of a list.
static void draw_wrapped(const struct arrow *arrow, struct str *out)
{
	str_printf(out, "<path d=\"M%d %dh%dV%dH%dV%dH%d\"/>", right_of(arrow->from), arrow->y,
		   LANE, arrow->to->y - GAP_Y, arrow->to->x - LANE, arrow->to_y, arrow->to->x - 4);
	draw_head(out, arrow->to->x - 1, arrow->to_y, -1, 0);
}

// Around below everything. In a list, whose rows would be in the way, along its left side.
static void draw_around(struct graph *graph, const struct arrow *arrow, int edge, struct str *out)
{
	int lane = graph->height + LANE * ++graph->lane_cnt;
	int side = LANE / 2 + 2 * (graph->lane_cnt % 4);
	int x = right_of(arrow->from), to_x = arrow->to->x;

	str_printf(out, "<path d=\"M%d %dH%dV%d", x, arrow->y, edge + side, lane);
	if (graph->is_list) {
		str_printf(out, "H%dV%dH%dV%d\"/>", -LANE - side, arrow->to->y - LANE, to_x + 14,
			   arrow->to->y - 4);
		draw_head(out, to_x + 14, arrow->to->y - 1, 0, -1);
	} else {
		str_printf(out, "H%dV%dH%d\"/>", to_x - LANE - side, arrow->to_y, to_x - 4);
		draw_head(out, to_x - 1, arrow->to_y, -1, 0);
	}
}

// Where the column of a tree that a box is in ends; a list's boxes stand for themselves.
static int column_edge(const struct graph *graph, const struct box *box)
{
	int edge = right_of(box);

	for (size_t i = 0; i < graph->cnt && !graph->is_list; i++) {
		const struct box *other = &graph->boxes[i];

		if (other->is_shown && other->x == box->x && right_of(other) > edge)
			edge = right_of(other);
	}
	return edge;
}

static void draw_arrow(struct graph *graph, const struct box *from, size_t row,
		       const struct box *to, struct str *out)
{
	struct arrow arrow = {from, to, from->y + 1 + ROW_HEIGHT * (int)(row + 1) + ROW_HEIGHT / 2,
			      to->y + 1 + ROW_HEIGHT / 2};
	bool is_child = to->parent == (uint32_t)(from - graph->boxes);
	bool is_parent = from->parent == (uint32_t)(to - graph->boxes);
	int edge = column_edge(graph, from);

	if (from == to || (to->x == from->x && !graph->is_list))
		draw_beside(&arrow, edge, out);
	else if (to->x > right_of(from) && (is_child || !graph->is_list))
		draw_across(&arrow, false, out);
	else if (is_child && graph->is_list)
		draw_wrapped(&arrow, out);
	else if (is_parent && right_of(to) < from->x)
		draw_across(&arrow, true, out);
	else
		draw_around(graph, &arrow, edge, out);
}

static void draw_arrows(struct graph *graph, struct str *out)
{
	for (size_t i = 0; i < graph->cnt; i++) {
		const struct box *box = &graph->boxes[i];

		for (size_t row = 0; box->is_shown && row < box->line_cnt; row++) {
			uint32_t target = box->lines[row].target;

			if (target != VALUE_NO_TARGET && graph->boxes[target].is_shown)
				draw_arrow(graph, box, row, &graph->boxes[target], out);
		}
	}
}

static void draw(struct graph *graph, struct str *out)
{
	struct str arrows = {0}, more = {0};
	int margin = 3 * LANE; // arrows that go around need room at both sides

	draw_arrows(graph, &arrows);
	add_more(graph->values, "\u2026", &more);
	str_printf(out,
		   "<div style=\"overflow-x: auto\">\n<div style=\"position: relative; width: "
		   "%dpx; height: %dpx; font: 12px/%dpx var(--jp-code-font-family, monospace)"
		   "\">\n<div style=\"position: absolute; left: %dpx; top: %dpx\">\n",
		   graph->width + 2 * margin, graph->height + LANE * (graph->lane_cnt + 2),
		   ROW_HEIGHT, margin, LANE);
	for (size_t i = 0; i < graph->cnt; i++)
		if (graph->boxes[i].is_shown)
			draw_box(out, &graph->boxes[i]);
	str_printf(out,
		   "<svg style=\"position: absolute; left: 0; top: 0; width: %dpx; height: %dpx;"
		   " max-width: none; overflow: visible; pointer-events: none; fill: none;"
		   " stroke: " COLOUR_ARROW
		   "; stroke-linejoin: round\">\n%s</svg>\n</div>\n</div>\n",
		   graph->width, graph->height, str_text(&arrows));
	if (more.len)
		str_printf(out, "<div style=\"color: " COLOUR_SOFT "\">%s</div>\n", more.data);
	str_puts(out, "</div>");
	str_release(&arrows);
	str_release(&more);
}

void value_graph_html(const struct values *values, const struct value_style *style,
		      const char *title, struct str *out)
{
	struct value_style numbered = *style;
	struct graph graph;

	numbered.numbers_objects = true;
	graph = graph_of(values, &numbered);
	for (uint32_t i = 0; i < graph.cnt; i++)
		if (graph.boxes[i].is_shown)
			fill_box(&graph, i, title);
	graph.is_list = is_list(&graph);
	if (graph.is_list)
		place_list(&graph);
	else
		place_trees(&graph);
	draw(&graph, out);
	graph_release(&graph);
}

// profiler/view/picture.c - a tree of calls as an icicle made of nested lists.
//
// Inline styles make boxes of the lists: sanitisers keep them and drop <style>, <script> and
// <svg>. Where even the styles are taken away, an indented tree of calls is left.
#include "profiler/view/picture.h"

#include <stdlib.h>

#include "base/mem.h"
#include "profiler/view/html.h"

// What a reader without scripts can take in.
#define MOST_ROWS 12
#define LEAST_SHARE 0.01 // of all time: narrower boxes are left out

struct drawing {
	const struct picture *picture;
	struct str *out;
	uint32_t *kids; // nodes by parent, those of node i from kid_start[i] to kid_start[i + 1]
	size_t *kid_start;
};

// Counts, then places: two passes give each node's children without a list per node.
static void index_kids(struct drawing *drawing)
{
	const struct profile *profile = drawing->picture->profile;
	size_t *start = mem_zalloc((profile->node_cnt + 2) * sizeof *start);

	drawing->kids = mem_zalloc((profile->node_cnt + 1) * sizeof *drawing->kids);
	for (size_t i = 1; i < profile->node_cnt; i++)
		start[profile->nodes[i].parent + 2]++;
	for (size_t i = 2; i < profile->node_cnt + 2; i++)
		start[i] += start[i - 1];
	for (size_t i = 1; i < profile->node_cnt; i++)
		drawing->kids[start[profile->nodes[i].parent + 1]++] = (uint32_t)i;
	drawing->kid_start = start;
}

static uint64_t width_of(const struct drawing *drawing, uint32_t node)
{
	const struct picture *picture = drawing->picture;

	return node ? picture->profile->nodes[node].total_ns : picture->all_ns;
}

static int compare_kids(const void *left, const void *right, void *profile)
{
	const struct profile_node *nodes = ((const struct profile *)profile)->nodes;
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	if (nodes[a].total_ns != nodes[b].total_ns)
		return nodes[a].total_ns < nodes[b].total_ns ? 1 : -1;
	return a < b ? -1 : a > b;
}

static void add_box(const struct drawing *drawing, uint32_t node, double width)
{
	const struct picture *picture = drawing->picture;
	struct str *out = drawing->out;

	str_printf(out,
		   "<li style=\"float: left; width: %.3f%%; margin: 0; padding: 0; "
		   "list-style-type: none\"><div style=\"height: 17px; margin: 0 1px 1px 0; "
		   "padding: 0; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; "
		   "text-indent: 4px; font-size: 11px; line-height: 17px; color: #16191d; "
		   "background-color: %s\" title=\"",
		   width, picture->colour(picture->owner, node));
	picture->label(picture->owner, node, out);
	str_puts(out, ", ");
	html_calls(out, picture->profile->nodes[node].call_cnt);
	str_puts(out, "\">");
	picture->label(picture->owner, node, out);
	str_puts(out, "</div>");
}

static void add_kids(const struct drawing *drawing, uint32_t parent, unsigned rows);

// A box and those below it; its width is a share of its parent's, rounded down so that a row
// of floating boxes never wraps.
static void add_boxes(const struct drawing *drawing, uint32_t node, uint64_t whole_ns,
		      unsigned rows)
{
	add_box(drawing, node, html_share(width_of(drawing, node), whole_ns) * 0.9999);
	if (rows > 1)
		add_kids(drawing, node, rows - 1);
	str_puts(drawing->out, "</li>\n");
}

static void add_kids(const struct drawing *drawing, uint32_t parent, unsigned rows)
{
	const struct profile *profile = drawing->picture->profile;
	const struct profile_node *nodes = profile->nodes;
	uint32_t *kids = drawing->kids + drawing->kid_start[parent];
	size_t kid_cnt = drawing->kid_start[parent + 1] - drawing->kid_start[parent];
	double least_ns = LEAST_SHARE * (double)drawing->picture->all_ns;

	qsort_r(kids, kid_cnt, sizeof *kids, compare_kids, (void *)profile);
	if (!kid_cnt || (double)nodes[kids[0]].total_ns < least_ns)
		return;
	str_puts(drawing->out, "<ul style=\"margin: 0; padding: 0\">");
	for (size_t i = 0; i < kid_cnt && (double)nodes[kids[i]].total_ns >= least_ns; i++)
		add_boxes(drawing, kids[i], width_of(drawing, parent), rows);
	str_puts(drawing->out, "</ul>");
}

// The picture starts at the root's only call, as the live one does.
void picture_html(const struct picture *picture, struct str *out)
{
	struct drawing drawing = {.picture = picture, .out = out};
	uint32_t top;

	index_kids(&drawing);
	top = drawing.kid_start[1] - drawing.kid_start[0] == 1 ? drawing.kids[0] : 0;
	if (width_of(&drawing, top)) {
		str_puts(out, "<div style=\"overflow: hidden; margin: 0 0 10px 0\">"
			      "<ul style=\"margin: 0; padding: 0\">\n");
		add_boxes(&drawing, top, width_of(&drawing, top), MOST_ROWS);
		str_puts(out, "</ul></div>\n");
	}
	free(drawing.kids);
	free(drawing.kid_start);
}

// jit/value/value_html.c - a value as an HTML table that needs no script.
//
// Front ends style tables by their theme: what stands here is only what they do not do.
#include "jit/value/value_html.h"

#include <string.h>

#include "base/text.h"

// Arrays of more numbers are a table, so many in a row.
#define ROW_ITEMS 10
#define LONG_MIN_ITEMS 20

#define CODE_FONT "font-family: var(--jp-code-font-family, monospace)"
#define LEFT " style=\"text-align: left; white-space: pre-wrap\""
#define MIDDLE " style=\"text-align: center\""
#define SOFT " style=\"color: var(--jp-content-font-color2, inherit)\""
#define DOWN "&#8942;"   // three dots, one below the other
#define ACROSS "&#8230;" // side by side

struct page {
	const struct values *values;
	const struct value_style *style;
	struct str *out;
};

static void add_cell(const struct page *page, const struct value *value, const char *attributes)
{
	struct str line = {0};

	value_line(value, page->style, &line);
	str_printf(page->out, "<td%s>", attributes);
	text_html_escape(page->out, str_text(&line));
	str_puts(page->out, "</td>");
	str_release(&line);
}

static void add_text(const struct page *page, const char *tag, const char *attributes,
		     const char *text)
{
	str_printf(page->out, "<%s%s>", tag, attributes);
	text_html_escape(page->out, text);
	str_printf(page->out, "</%s>", tag);
}

static void add_number(const struct page *page, const char *tag, unsigned long long number)
{
	str_printf(page->out, "<%s>%llu</%s>", tag, number, tag);
}

// A row of dots over cnt columns.
static void add_gap_row(const struct page *page, size_t cnt)
{
	str_puts(page->out, "<tr>");
	for (size_t i = 0; i < cnt; i++)
		str_puts(page->out,
			 i ? "<td" MIDDLE ">" DOWN "</td>" : "<th" MIDDLE ">" DOWN "</th>");
	str_puts(page->out, "</tr>\n");
}

// Which of the array's items the i-th of those that are told is.
static unsigned long long index_of(const struct value *array, size_t i)
{
	return i < array->head || !value_has_gap(array) ? i : array->total - array->cnt + i;
}

static bool is_gap_before(const struct value *array, size_t i)
{
	return value_has_gap(array) && i == array->head;
}

// --- structs --------------------------------------------------------------------------------

static void add_struct(const struct page *page, const struct value *value)
{
	str_puts(page->out, "<thead><tr><th" LEFT ">field</th><th" LEFT ">type</th><th" LEFT
			    ">value</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < value->cnt; i++) {
		str_puts(page->out, "<tr>");
		add_text(page, "td", LEFT, value->items[i].name);
		add_text(page, "td", LEFT, value->items[i].type);
		add_cell(page, &value->items[i], LEFT);
		str_puts(page->out, "</tr>\n");
	}
	if (value->flags & VALUE_CUT)
		add_gap_row(page, 3);
	str_puts(page->out, "</tbody>\n");
}

static bool is_number(const struct value *value)
{
	return value->kind >= VALUE_BOOL && value->kind <= VALUE_COMPLEX_LONG_DOUBLE &&
	       value->kind != VALUE_CHAR;
}

static void add_struct_row(const struct page *page, const struct value *array, size_t i)
{
	const struct value *item = &array->items[i];

	str_puts(page->out, "<tr>");
	add_number(page, "th", index_of(array, i));
	for (size_t j = 0; j < item->cnt; j++)
		add_cell(page, &item->items[j], is_number(&item->items[j]) ? "" : LEFT);
	str_puts(page->out, "</tr>\n");
}

static void add_structs(const struct page *page, const struct value *array)
{
	const struct value *first = &array->items[0];

	str_puts(page->out, "<thead><tr><th></th>");
	for (size_t i = 0; i < first->cnt; i++)
		add_text(page, "th", is_number(&first->items[i]) ? "" : LEFT, first->items[i].name);
	str_puts(page->out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < array->cnt; i++) {
		if (is_gap_before(array, i))
			add_gap_row(page, first->cnt + 1);
		add_struct_row(page, array, i);
	}
	if (is_gap_before(array, array->cnt))
		add_gap_row(page, first->cnt + 1);
	str_puts(page->out, "</tbody>\n");
}

// --- arrays ---------------------------------------------------------------------------------

static void add_matrix_row(const struct page *page, const struct value *row)
{
	for (size_t i = 0; i < row->cnt; i++) {
		if (is_gap_before(row, i))
			str_puts(page->out, "<td>" ACROSS "</td>");
		add_cell(page, &row->items[i], "");
	}
	if (is_gap_before(row, row->cnt))
		str_puts(page->out, "<td>" ACROSS "</td>");
	str_puts(page->out, "</tr>\n");
}

static void add_matrix(const struct page *page, const struct value *matrix)
{
	const struct value *first = &matrix->items[0];

	str_puts(page->out, "<thead><tr><th></th>");
	for (size_t i = 0; i < first->cnt; i++) {
		if (is_gap_before(first, i))
			str_puts(page->out, "<th>" ACROSS "</th>");
		add_number(page, "th", index_of(first, i));
	}
	str_puts(page->out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < matrix->cnt; i++) {
		if (is_gap_before(matrix, i))
			add_gap_row(page, first->cnt + 1 + (size_t)value_has_gap(first));
		str_puts(page->out, "<tr>");
		add_number(page, "th", index_of(matrix, i));
		add_matrix_row(page, &matrix->items[i]);
	}
	str_puts(page->out, "</tbody>\n");
}

// So many items in a row; behind the gap the rows begin anew.
static void add_grid(const struct page *page, const struct value *array)
{
	size_t in_row = 0;

	str_puts(page->out, "<thead><tr><th></th>");
	for (int i = 0; i < ROW_ITEMS; i++)
		str_printf(page->out, "<th>+%d</th>", i);
	str_puts(page->out, "</tr></thead>\n<tbody>\n<tr>");
	for (size_t i = 0; i < array->cnt; i++) {
		if (i && (in_row == ROW_ITEMS || is_gap_before(array, i))) {
			str_puts(page->out, "</tr>\n");
			if (is_gap_before(array, i))
				add_gap_row(page, ROW_ITEMS + 1);
			str_puts(page->out, "<tr>");
			in_row = 0;
		}
		if (in_row++ == 0)
			add_number(page, "th", index_of(array, i));
		add_cell(page, &array->items[i], "");
	}
	str_puts(page->out, "</tr>\n");
	if (is_gap_before(array, array->cnt))
		add_gap_row(page, ROW_ITEMS + 1);
	str_puts(page->out, "</tbody>\n");
}

// --- which table ----------------------------------------------------------------------------

typedef void (*table_fn)(const struct page *page, const struct value *value);

// All items are structs with the same fields: none was cut.
static bool are_structs(const struct value *array)
{
	for (size_t i = 0; i < array->cnt; i++)
		if (array->items[i].kind != VALUE_STRUCT ||
		    array->items[i].cnt != array->items[0].cnt)
			return false;
	return array->items[0].cnt > 0;
}

static bool are_rows(const struct value *array)
{
	for (size_t i = 0; i < array->cnt; i++)
		if (array->items[i].kind != VALUE_ARRAY || !array->items[i].cnt ||
		    array->items[i].cnt != array->items[0].cnt ||
		    array->items[i].items[0].kind == VALUE_ARRAY ||
		    array->items[i].items[0].kind == VALUE_STRUCT)
			return false;
	return true;
}

static bool is_grid(const struct value *array)
{
	enum value_kind kind = array->items[0].kind;

	return array->total > LONG_MIN_ITEMS && kind != VALUE_STRUCT && kind != VALUE_ARRAY &&
	       kind != VALUE_STRING;
}

static table_fn table_of(const struct value *value)
{
	if (value->kind == VALUE_STRUCT && value->cnt)
		return add_struct;
	if (value->kind != VALUE_ARRAY || !value->cnt)
		return NULL;
	if (are_structs(value))
		return add_structs;
	if (are_rows(value))
		return add_matrix;
	return is_grid(value) ? add_grid : NULL;
}

// Gives the value, or what a pointer to it leads to in the end.
static const struct value *pointed_to(const struct values *values)
{
	size_t i = 0;

	while (values->objects[i].value.target != VALUE_NO_TARGET &&
	       values->objects[i].value.target > i)
		i = values->objects[i].value.target;
	return &values->objects[i].value;
}

static bool is_shortened(const struct value *array)
{
	return value_has_gap(array) || (array->cnt && array->items[0].kind == VALUE_ARRAY &&
					is_shortened(&array->items[0]));
}

// What the table is of: "struct point[1000], 1000 items".
static void add_title(const struct page *page, const struct value *value)
{
	const struct value *root = &page->values->objects[0].value;
	struct str title = {0}, shape = {0};

	if (root != value)
		str_printf(&title, "(%s) 0x%llx: ", root->type, (unsigned long long)root->address);
	str_puts(&title, value->type);
	if (value_shape(value, &shape) && is_shortened(value))
		str_printf(&title, ", %s items", str_text(&shape));
	add_text(page, "div", SOFT, str_text(&title));
	str_puts(page->out, "\n");
	str_release(&title);
	str_release(&shape);
}

bool value_html(const struct values *values, const struct value_style *style, struct str *out)
{
	const struct page page = {values, style, out};
	const struct value *value = pointed_to(values);
	table_fn add_table = table_of(value);

	if (!add_table)
		return false;
	str_puts(out, "<div style=\"overflow-x: auto\">\n");
	add_title(&page, value);
	str_puts(out, "<table style=\"" CODE_FONT "\">\n");
	add_table(&page, value);
	str_puts(out, "</table>\n</div>");
	return true;
}

// terminal/notebook.c - the code cells of a Jupyter notebook's file.
#include "terminal/notebook.h"

#include <string.h>

#include <cjson/cJSON.h>

#include "base/str.h"

// multiline: a string, or an array of strings, one after the other
static void add_multiline(struct str *out, const cJSON *item)
{
	const cJSON *line;

	if (cJSON_IsString(item))
		str_puts(out, item->valuestring);
	for (line = item ? item->child : NULL; line; line = line->next)
		if (cJSON_IsString(line))
			str_puts(out, line->valuestring);
}

// A code cell's text: "source", or "input" as format 3 called it.
static void add_cell(struct list *cells, const cJSON *cell)
{
	const char *type = cJSON_GetStringValue(cJSON_GetObjectItem(cell, "cell_type"));
	const cJSON *source = cJSON_GetObjectItem(cell, "source");
	struct str code = {0};

	if (!type || strcmp(type, "code"))
		return;
	add_multiline(&code, source ? source : cJSON_GetObjectItem(cell, "input"));
	if (str_text(&code)[strspn(str_text(&code), " \t\r\n")])
		list_add(cells, str_text(&code));
	str_release(&code);
}

static void add_cells(struct list *cells, const cJSON *items)
{
	const cJSON *item;

	for (item = items ? items->child : NULL; item; item = item->next)
		add_cell(cells, item);
}

int notebook_cells(const char *text, struct list *cells, struct err *err)
{
	cJSON *notebook = cJSON_Parse(text);
	const cJSON *items = cJSON_GetObjectItem(notebook, "cells");
	const cJSON *sheets = cJSON_GetObjectItem(notebook, "worksheets");
	const cJSON *sheet;
	int rc = 0;

	if (cJSON_IsArray(items))
		add_cells(cells, items);
	else if (cJSON_IsArray(sheets))
		for (sheet = sheets->child; sheet; sheet = sheet->next)
			add_cells(cells, cJSON_GetObjectItem(sheet, "cells"));
	else
		rc = err_set(err, ERR_FORMAT, "this is no notebook: it has no \"cells\"");
	cJSON_Delete(notebook);
	return rc;
}

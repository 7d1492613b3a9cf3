// terminal/notebook.c - the code cells of a Jupyter notebook's file.
#include "terminal/notebook.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/mem.h"
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

void notebook_add(struct notebook *notebook, const char *text, bool may_fail)
{
	notebook->cells = mem_grow(notebook->cells, notebook->cnt + 1, sizeof *notebook->cells);
	notebook->cells[notebook->cnt++] = (struct notebook_cell){mem_strdup(text), may_fail};
}

static bool has_tag(const cJSON *cell, const char *tag)
{
	const cJSON *tags = cJSON_GetObjectItem(cJSON_GetObjectItem(cell, "metadata"), "tags");

	for (const cJSON *item = tags ? tags->child : NULL; item; item = item->next)
		if (cJSON_IsString(item) && !strcmp(item->valuestring, tag))
			return true;
	return false;
}

// A code cell's text: "source", or "input" as format 3 called it.
static void add_cell(struct notebook *notebook, const cJSON *cell)
{
	const char *type = cJSON_GetStringValue(cJSON_GetObjectItem(cell, "cell_type"));
	const cJSON *source = cJSON_GetObjectItem(cell, "source");
	struct str code = {0};

	if (!type || strcmp(type, "code"))
		return;
	add_multiline(&code, source ? source : cJSON_GetObjectItem(cell, "input"));
	if (str_text(&code)[strspn(str_text(&code), " \t\r\n")])
		notebook_add(notebook, str_text(&code), has_tag(cell, "raises-exception"));
	str_release(&code);
}

static void add_cells(struct notebook *notebook, const cJSON *items)
{
	for (const cJSON *item = items ? items->child : NULL; item; item = item->next)
		add_cell(notebook, item);
}

int notebook_read(struct notebook *notebook, const char *text, struct err *err)
{
	cJSON *file = cJSON_Parse(text);
	const cJSON *items = cJSON_GetObjectItem(file, "cells");
	const cJSON *sheets = cJSON_GetObjectItem(file, "worksheets");
	int rc = 0;

	if (cJSON_IsArray(items))
		add_cells(notebook, items);
	else if (cJSON_IsArray(sheets))
		for (const cJSON *sheet = sheets->child; sheet; sheet = sheet->next)
			add_cells(notebook, cJSON_GetObjectItem(sheet, "cells"));
	else
		rc = err_set(err, ERR_FORMAT, "this is no notebook: it has no \"cells\"");
	cJSON_Delete(file);
	return rc;
}

void notebook_release(struct notebook *notebook)
{
	for (size_t i = 0; i < notebook->cnt; i++)
		free(notebook->cells[i].text);
	free(notebook->cells);
	*notebook = (struct notebook){0};
}

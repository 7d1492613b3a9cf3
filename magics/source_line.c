// magics/source_line.c - a line of a cell, by the name that compiled texts have for the cell.
#include "magics/source_line.h"

#include <string.h>

bool source_line_find(struct session *session, const char *file, uint32_t line,
		      struct source_line *found)
{
	const char *text = session_source(session, file);

	for (uint32_t i = 1; text && i < line; i++) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	if (!text || !line)
		return false;
	*found = (struct source_line){session_label(session, file), text, strcspn(text, "\n")};
	return true;
}

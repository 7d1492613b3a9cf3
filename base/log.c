// base/log.c - what the developer wants to see: CICLE_LOG=jit:2,wire:1 turns modules on.
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

// Finds "module:level" in CICLE_LOG. Gives 0 when the module is not named.
static int module_level(const char *module)
{
	const char *p = getenv("CICLE_LOG");
	size_t len = strlen(module);

	while (p && *p) {
		if (!strncmp(p, module, len) && p[len] == ':')
			return atoi(p + len + 1);
		p = strchr(p, ',');
		if (p)
			p++;
	}
	return 0;
}

void log_line(const char *module, int level, const char *fmt, ...)
{
	struct str text = {0}, shown = {0};
	va_list args;

	if (level > 0 && level > module_level(module))
		return;
	va_start(args, fmt);
	str_vprintf(&text, fmt, args);
	va_end(args);
	text_visible(&shown, str_text(&text));
	fprintf(stderr, "cicle %s: %s\n", module, str_text(&shown));
	str_release(&text);
	str_release(&shown);
}

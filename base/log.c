// base/log.c - what the developer wants to see: CICLE_LOG=jit:2,wire:1 turns modules on.
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	va_list args;

	if (level > 0 && level > module_level(module))
		return;
	va_start(args, fmt);
	fprintf(stderr, "cicle %s: ", module);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
}

// base/err.c - how a failure travels from where it happens to whoever can say it.
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

int err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list args;

	if (!err || err->code != ERR_NONE)
		return -1;
	err->code = code;
	va_start(args, fmt);
	vsnprintf(err->text, sizeof err->text, fmt, args);
	va_end(args);
	return -1;
}

// magics/magic.c - finds magics by name.
#include "magics/magic.h"

#include <string.h>

#include "base/near.h"

static const struct magic *const tables[] = {
    asm_magics,     check_magics,     checkpoint_magics, compile_magics, file_magics, heap_magics,
    history_magics, jit_magics,       limit_magics,      line_magics,    name_magics, opt_magics,
    profile_magics, session_magics,   setting_magics,    system_magics,  text_magics, tier_magics,
    time_magics,    traceback_magics, value_magics};

const struct magic *magic_at(size_t i)
{
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
		for (const struct magic *magic = tables[t]; magic->name; magic++)
			if (i-- == 0)
				return magic;
	return NULL;
}

const struct magic *magic_find(const char *name, size_t len)
{
	const struct magic *magic;

	for (size_t i = 0; (magic = magic_at(i)); i++)
		if (strlen(magic->name) == len && !memcmp(magic->name, name, len))
			return magic;
	return NULL;
}

const struct magic *magic_nearest(const char *name, size_t len)
{
	const struct magic *magic, *nearest = NULL;
	size_t least = NEAR_MAX + 1;

	for (size_t i = 0; (magic = magic_at(i)); i++) {
		size_t d = near_distance(name, len, magic->name, strlen(magic->name));

		if (d < least) {
			least = d;
			nearest = magic;
		}
	}
	return nearest;
}

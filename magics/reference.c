// magics/reference.c - the magics' reference, docs/magics.md, from their rows.
#include "magics/reference.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "magics/magic.h"

static const char head[] =
    "# The magics\n"
    "\n"
    "`make docs` writes this page from the tables in `magics/*_magics.c`.\n"
    "\n"
    "A line that begins with `%` where a statement can begin is a magic; `%%` at the beginning of "
    "a\n"
    "cell makes a magic of the whole cell. A line that begins with `!` is a command of the shell.\n"
    "`name?` and `name??` tell what a name is, magics' too: `%time?`. `%lsmagic` lists the "
    "magics,\n"
    "Tab completes them and their options.\n";

static int by_name(const void *a, const void *b)
{
	const struct magic *x = *(const struct magic *const *)a;
	const struct magic *y = *(const struct magic *const *)b;

	return strcmp(x->name, y->name);
}

static void add_magic(const struct magic *magic, struct str *out)
{
	bool is_line = magic->kinds & MAGIC_LINE, is_cell = magic->kinds & MAGIC_CELL;
	size_t len = strlen(magic->help);

	while (len && magic->help[len - 1] == '\n')
		len--;
	str_printf(out, "\n## %s%s%s%s%s\n", is_line ? "%" : "", is_line ? magic->name : "",
		   is_line && is_cell ? ", " : "", is_cell ? "%%" : "", is_cell ? magic->name : "");
	str_printf(out, "\n```text\n%s\n\n%.*s\n```\n", magic->usage, (int)len, magic->help);
}

void reference_markdown(struct str *out)
{
	const struct magic **magics = NULL;
	size_t cnt = 0;

	while (magic_at(cnt)) {
		magics = mem_grow(magics, cnt + 1, sizeof *magics);
		magics[cnt] = magic_at(cnt);
		cnt++;
	}
	if (cnt)
		qsort(magics, cnt, sizeof *magics, by_name);
	str_puts(out, head);
	for (size_t i = 0; i < cnt; i++)
		add_magic(magics[i], out);
	free(magics);
}

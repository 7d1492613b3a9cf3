// tests/fuzz/fuzz_macro.c - a cell with macros: expanded where they declare, every line kept.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/expand.h"
#include "jit/read/newer.h"

static size_t count_lines(const char *text)
{
	size_t cnt = 0;

	for (; *text; text++)
		cnt += *text == '\n';
	return cnt;
}

static void end_macro(void *ctx, struct name *name)
{
	symbols_end_macro(ctx, name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	struct symbols symbols;
	struct tokens tokens;
	char *expanded;

	symbols_init(&symbols);
	tokens_init(&tokens, text, strlen(text));
	newer_rewrite(text, &tokens);
	newer_define_words(&symbols, &tokens);
	expanded = expand_items(&symbols, &tokens, end_macro, &symbols);
	if (expanded && count_lines(expanded) != count_lines(text))
		abort();
	free(expanded);
	tokens_release(&tokens);
	symbols_rollback(&symbols);
	symbols_release(&symbols);
	free(text);
	return 0;
}

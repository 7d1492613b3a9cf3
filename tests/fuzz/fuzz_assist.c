// tests/fuzz/fuzz_assist.c - half-typed code: completeness, completion and descriptions.
//
// Input: a byte that says where the cursor is (of 255 parts of the text), then the text.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/header.h"
#include "magics/assist.h"
#include "magics/complete.h"
#include "magics/inspect.h"

static const char header[] =
    "# 1 \"/usr/include/stdlib.h\"\n"
    "#define EXIT_FAILURE 1\n"
    "struct point { int x; struct point *next; union { char c; float f; } u; };\n"
    "typedef struct point point_t;\n"
    "enum color { RED, GREEN };\n"
    "extern struct point origin;\n"
    "extern void *malloc(unsigned long __size) __attribute__((__malloc__));\n";

static void ask(struct symbols *symbols, const char *text, size_t cursor_byte)
{
	size_t len = strlen(text), start = 0, end = 0, indent = 0;
	struct complete_source source = {.symbols = symbols};
	struct inspect_source inspected = {.symbols = symbols};
	cJSON *names = complete(&source, text, cursor_byte, &start, &end);

	if (start > end || end > len)
		abort();
	cJSON_Delete(names);
	assist_is_complete(symbols, text, &indent);
	assist_word(text, cursor_byte, &start, &end);
	if (start > end || end > len)
		abort();
	cJSON_Delete(inspect_at(&inspected, text, cursor_byte, 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct symbols symbols;
	char *text;

	if (size == 0)
		return 0;
	text = mem_strndup((const char *)data + 1, size - 1);
	symbols_init(&symbols);
	header_index(&symbols, header, sizeof header - 1);
	symbols_commit(&symbols);
	ask(&symbols, text, strlen(text) * data[0] / 255);
	symbols_release(&symbols);
	free(text);
	return 0;
}

// tests/unit/test_long_text.c - long garbage as a cell takes time in proportion to its length.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "jit/read/cell.h"
#include "jit/compiler/diagnostic.h"
#include "jit/unit.h"
#include "magics/segment.h"

#define SHORT_BYTES 40000
// Four times the text: a quadratic step would take 16 times the time.
#define LENGTH_FACTOR 4
#define TIME_FACTOR 9
#define SLACK_S 0.05

static double cpu_s(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
}

static char *repeat(const char *piece, size_t len)
{
	size_t piece_len = strlen(piece), cnt = len / piece_len;
	char *text = mem_zalloc(cnt * piece_len + 1);

	for (size_t i = 0; i < cnt; i++)
		memcpy(text + i * piece_len, piece, piece_len);
	text[cnt * piece_len] = '\0';
	return text;
}

static void pack(struct symbols *symbols, struct cell *cell)
{
	struct str packed = {0};
	struct unit unit;

	cell_define_objects(cell);
	unit_init(&unit, symbols);
	unit_set_entry(&unit, cell, false);
	unit_finish(&unit, UNIT_BY_TCC, "");
	unit_pack(&unit, &packed);
	unit_release(&unit);
	str_release(&packed);
}

static void read_cell(const char *text)
{
	struct source source = {.text = (char *)text, .label = "In[1]", .file = "In[1]"};
	char *masked = mem_strdup(text);
	struct symbols symbols;
	struct segments segments;
	uint32_t next_slot = 1;
	struct cell cell;
	struct err err = {0};

	segments_init(&segments, text, NULL, NULL);
	segments_release(&segments);
	symbols_init(&symbols);
	if (!cell_init(&cell, &symbols, &source, &masked, &next_slot, &err))
		pack(&symbols, &cell);
	else
		free(masked);
	cell_release(&cell);
	symbols_release(&symbols);
}

static const struct source *find_source(void *ctx, const char *file, size_t len)
{
	(void)file;
	(void)len;
	return ctx;
}

// A cell of one line, and a message about each fourth byte of it.
static void read_messages(const char *text)
{
	struct source source = {.text = (char *)text, .label = "In[1]", .file = "In[1]"};
	struct str messages = {0}, out = {0}, first = {0};

	for (size_t i = 1; i <= strlen(text); i += 4)
		str_printf(&messages, "In[1]:1:%zu: warning: stray %zu ignored\n", i, i);
	str_puts(&messages, "In[1]:1:1: error: at last\n");
	assert_true(diagnostic_render(messages.data, &source, find_source, &source, &out, &first));
	assert_string_equal(first.data, "In[1]:1:1: at last");
	assert_true(out.len < 100000);
	assert_non_null(strstr(out.data, " more messages\n"));
	str_release(&messages);
	str_release(&out);
	str_release(&first);
}

static double time_of(void (*read)(const char *text), const char *piece, size_t len)
{
	char *text = repeat(piece, len);
	double start = cpu_s(), took;

	read(text);
	took = cpu_s() - start;
	free(text);
	return took;
}

static void check(void (*read)(const char *text), const char *piece)
{
	double base = time_of(read, piece, SHORT_BYTES);
	double longer = time_of(read, piece, (size_t)LENGTH_FACTOR * SHORT_BYTES);

	if (longer > TIME_FACTOR * base + SLACK_S)
		fail_msg("'%s': %.3f s, and %.3f s for %d times the text", piece, base, longer,
			 LENGTH_FACTOR);
}

static void test_repetitive_cells_take_time_by_their_length(void **state)
{
	static const char *const pieces[] = {
	    "{}",       "goto a;",  ";",       "(",     "{",    "}",    "x;\n",    "int x;\n",
	    "int f();", "x=1,",     "*",       "a ",    "\\\n", "\"",   "#if 1\n", "%who\n",
	    "if(",      "?",        "struct{", "f(x) ", "'a' ", "/**/", "else ",   "case 1:",
	    "x.",       "%%time\n", "\t",      "@",     "[",    "\x01", "é",       "enum{a,"};

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
		check(read_cell, pieces[i]);
}

static void test_many_messages_are_told_in_part(void **state)
{
	(void)state;
	check(read_messages, "@@@ ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_repetitive_cells_take_time_by_their_length),
	    cmocka_unit_test(test_many_messages_are_told_in_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// tests/fuzz/fuzz_cell.c - cells of one session: items, sizes, objects, entry and unit.
//
// Input: cells with a form feed between them. Every third one is taken back, as one that does not
// compile is.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/cell.h"
#include "jit/read/header.h"
#include "jit/read/preprocess.h"
#include "jit/unit.h"

#define CELL_MAX 8
#define ROLLED_BACK 3
static const char header[] =
    "# 1 \"/usr/include/stdio.h\"\n"
    "#define NULL ((void *)0)\n"
    "#define MAX(a, b) ((a) > (b) ? (a) : (b))\n"
    "#define EACH(i, n) for (int i = 0; i < (n); i++)\n"
    "typedef unsigned long size_t;\n"
    "typedef struct _IO_FILE { int fd; char *name; } FILE;\n"
    "extern FILE *stdout;\n"
    "extern int printf(const char *__restrict __format, ...);\n"
    "extern int scanf(const char *__format, ...) __asm__(\"\" \"__isoc99_scanf\");\n"
    "typedef struct { int quot, rem; } div_t;\n"
    "enum color { RED, GREEN = 4, BLUE };\n"
    "static inline int twice(int x) { return 2 * x; }\n";

struct session_text {
	struct symbols symbols;
	struct preprocess preprocess;
	struct source sources[CELL_MAX];
	size_t source_cnt;
	uint32_t next_slot;
};

static const struct source *add_source(struct session_text *session, const char *text, size_t len)
{
	struct source *source = &session->sources[session->source_cnt++];
	struct str file = {0};

	str_printf(&file, "In[%zu]", session->source_cnt);
	source->text = mem_strndup(text, len);
	source->label = mem_strdup(str_text(&file));
	source->file = str_take(&file);
	return source;
}

// As if a preprocessor had let everything through.
static char *mask(const struct session_text *session, const struct source *source)
{
	struct str skeleton = {0};
	char *masked;

	if (!preprocess_is_needed(&session->preprocess, source->text))
		return mem_strdup(source->text);
	preprocess_skeleton(&session->preprocess, READER_TCC, source->text, source->file,
			    &skeleton);
	masked = preprocess_mask(source->text, str_text(&skeleton));
	if (strlen(masked) != strlen(source->text))
		abort();
	str_release(&skeleton);
	return masked;
}

static void set_sizes(struct cell *cell)
{
	struct str text = {0};

	cell_sizing_text(cell, &text);
	if (text.len % 2)
		cell_keep_statics(cell);
	for (size_t i = 0; i < cell->object_cnt; i++)
		cell->objects[i].size = (struct cell_size){8, 4, i % 2 ? 2 : 0};
	str_release(&text);
}

static void pack_unit(struct session_text *session, struct cell *cell)
{
	struct str packed = {0};
	struct unit unit;

	unit_init(&unit, &session->symbols);
	for (size_t i = 0; i < cell->decl_cnt; i++)
		unit_add_decl(&unit, cell->decls[i]);
	for (size_t i = 0; i < cell->function_cnt; i++)
		unit_add_function(&unit, cell->functions[i].decl, cell->functions[i].function,
				  (enum function_form)(i % 4));
	cell->lines = (enum cell_lines)(cell->items.cnt % 3);
	unit_set_entry(&unit, cell, cell->expression != NULL);
	unit_add_objects(&unit, cell);
	unit_finish(&unit, UNIT_BY_TCC, "");
	unit_pack(&unit, &packed);
	unit_release(&unit);
	str_release(&packed);
}

// The text after the last '@' stands for what the compiler says of the expression's type.
static void set_type(struct cell *cell)
{
	const char *at = strrchr(cell->source->text, '@');

	if (at && cell->expression)
		cell->value_type = mem_strdup(at + 1);
}

static void run_cell(struct session_text *session, const struct source *source)
{
	char *masked = mask(session, source);
	struct err err = {0};
	struct cell cell;

	if (cell_init(&cell, &session->symbols, source, &masked, &session->next_slot, &err)) {
		symbols_rollback(&session->symbols);
		cell_release(&cell);
		free(masked);
		return;
	}
	if (cell_needs_sizes(&cell))
		set_sizes(&cell);
	cell_define_objects(&cell);
	set_type(&cell);
	pack_unit(session, &cell);
	if (session->source_cnt % ROLLED_BACK == 0) {
		symbols_rollback(&session->symbols);
	} else {
		preprocess_remember(&session->preprocess, cell.text);
		cell_commit(&cell);
	}
	cell_release(&cell);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct session_text session = {.next_slot = 1};
	size_t start = 0;

	symbols_init(&session.symbols);
	preprocess_init(&session.preprocess);
	header_index(&session.symbols, header, sizeof header - 1);
	symbols_commit(&session.symbols);
	for (size_t i = 0; i <= size && session.source_cnt < CELL_MAX; i++) {
		if (i < size && data[i] != '\f')
			continue;
		run_cell(&session, add_source(&session, (const char *)data + start, i - start));
		start = i + 1;
	}
	symbols_release(&session.symbols);
	preprocess_release(&session.preprocess);
	for (size_t i = 0; i < session.source_cnt; i++) {
		free(session.sources[i].text);
		free(session.sources[i].label);
		free(session.sources[i].file);
	}
	return 0;
}

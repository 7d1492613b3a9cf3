// jit/unit.c - the C text that is compiled at once, and what it is to be linked with.
//
// Functions are defined under another name, cicle_fn_<name>: their own name is the stub's, by
// which everybody, they themselves included, calls them. In GNU C90's meaning of `extern inline`
// (FORM_INLINE) a text under that name is only there to be inlined: what is not, and the function's
// address, is the stub. A definition under that name whose symbol is cicle_fn_<name> (FORM_OWN) can
// be inlined, specialised and called as in a program of its own; the runner makes addresses taken
// of it the stub's (jit/runner/object.h).
#include "jit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/pack.h"
#include "jit/read/lex.h"
#include "jit/read/shadow.h"
#include "jit/read/span.h"
#include "jit/value/show.h"
#include "jit/read/statement.h"
#include "profiler/runtime/probe_text.h"

#define FUNCTION_PREFIX "cicle_fn_"
#define ANY_WORDS "static __inline__ __attribute__((__always_inline__)) "
#define INLINE_WORDS "extern __inline__ __attribute__((__gnu_inline__)) "

// What the runner gives to the units that mention it.
static const struct given {
	const char *word, *declaration;
} given[] = {
    {"cicle_value", SHOW_PRELUDE},
    {"cicle_copy", "void cicle_copy(void*,const void*,unsigned long);"},
    {"cicle_zero", "void cicle_zero(void*,unsigned long);"},
    {"cicle_run_main", "void cicle_run_main(void*);"},
};

void unit_init(struct unit *unit, struct symbols *symbols)
{
	*unit = (struct unit){.symbols = symbols};
	prelude_init(&unit->prelude, symbols);
}

void unit_release(struct unit *unit)
{
	prelude_release(&unit->prelude);
	str_release(&unit->labels);
	str_release(&unit->body);
	str_release(&unit->functions);
	str_release(&unit->statics);
	str_release(&unit->hoisted);
	str_release(&unit->objects);
	str_release(&unit->text);
}

void unit_add_decl(struct unit *unit, struct decl *decl)
{
	prelude_add_decl(&unit->prelude, decl);
}

void unit_add_text(struct unit *unit, const char *text, size_t len)
{
	prelude_add_text(&unit->prelude, text, len);
	str_add(&unit->body, text, len);
}

static void add_static(struct unit *unit, uint32_t slot)
{
	pack_u32(&unit->statics, slot);
	unit->static_cnt++;
}

static bool is_main(const struct function *function)
{
	return !strcmp(function->name, "main");
}

// What stands before a function's name. `void main()` is made an int's, so that it has a status.
static void add_result_type(struct str *body, const struct function *function)
{
	size_t start = body->len;
	char *word;

	if (function->name_byte == 0)
		str_puts(body, "int ");
	str_add(body, function->text, function->name_byte);
	word = is_main(function) ? memmem(body->data + start, body->len - start, "void", 4) : NULL;
	if (word)
		memcpy(word, "int ", 4);
}

// The compiler tells an error at a function's end when it has read the next token: this one,
// which stands on the function's last line.
static void end_item(struct str *body, const struct function *function)
{
	uint32_t line = function->line;

	for (const char *c = function->text; *c; c++)
		line += *c == '\n';
	line_directive(body, line, function->file);
	str_puts(body, ";\n");
}

static uint32_t line_cnt(const char *text)
{
	uint32_t cnt = 1;

	for (; *text; text++)
		cnt += *text == '\n';
	return cnt;
}

// Appends the statements of a body with a probe for each line, or for all of them together.
static void add_probed_lines(struct str *body, const struct function *function, uint32_t slot,
			     enum function_form form)
{
	const char *inside = function->text + function->body_byte + 1;
	size_t start = body->len, first = 0;
	struct tokens tokens;
	bool is_split;

	tokens_init(&tokens, function->text, strlen(function->text));
	while (first < tokens.cnt && tokens.items[first].start_byte <= function->body_byte)
		first++;
	str_printf(body, LINES_ENTER, slot, line_cnt(function->text));
	if (tokens.cnt > first)
		str_add(body, inside, tokens.items[first].start_byte - function->body_byte - 1);
	is_split = form == FORM_LINES && tokens.cnt > first &&
		   statements_probe(&tokens, first, tokens.cnt - 1, body);
	if (!is_split) {
		str_cut(body, start);
		str_printf(body, LINES_ENTER LINES_PROBE "; ", slot, 0u, 0u);
		str_puts(body, inside);
		str_cut(body, body->len - 1);
	}
	tokens_release(&tokens);
}

static void add_body(struct unit *unit, const struct function *function, uint32_t slot,
		     enum function_form form)
{
	const char *inside = function->text + function->body_byte + 1;

	if (form == FORM_LINES || form == FORM_WHOLE) {
		unit->has_lines = true;
		add_probed_lines(&unit->body, function, slot, form);
		return;
	}
	if (form == FORM_CALLS)
		str_printf(&unit->body, PROBE_ENTER, slot);
	str_add(&unit->body, inside, strlen(inside) - 1);
}

// The longer name must not shift what follows it.
static void add_place_behind_name(struct str *body, const struct function *function)
{
	size_t end = function->name_byte + strlen(function->name);
	const char *newline = memrchr(function->text, '\n', end);
	uint32_t line = function->line;

	for (size_t i = 0; i < end; i++)
		line += function->text[i] == '\n';
	// The file is the same: named anew, gcc would take it for another one, and not tell the
	// lines of the function's locals (-fsanitize=address).
	str_printf(body, "#line %u\n", line);
	column_padding(body, newline ? (size_t)(function->text + end - newline - 1)
				     : function->column_byte + end);
}

// Gives the words before the name of a function in one of its forms.
static const char *prefix_of(enum function_form form, bool is_tested)
{
	if (is_tested)
		return UNIT_ANY_PREFIX;
	return form == FORM_INLINE || form == FORM_OWN || form == FORM_COPY ? "" : FUNCTION_PREFIX;
}

// Gives a function that has its own name its symbol, and makes the stub's known to the object,
// whose loader may need it. A macro of that name is none of the function's here.
static void add_label(struct unit *unit, const struct decl *decl)
{
	const char *name = decl->name->text;
	const char *prefix = decl->hides_header ? UNIT_OWN_PREFIX : "";

	str_printf(&unit->labels, "#pragma push_macro(\"%s\")\n#undef %s\n", name, name);
	str_printf(&unit->labels,
		   "extern __typeof__(%s%s) %s%s __asm__(\"" FUNCTION_PREFIX "%s\"); "
		   "__asm__(\".globl %s\");\n",
		   prefix, name, prefix, name, name, name);
	str_printf(&unit->labels, "#pragma pop_macro(\"%s\")\n", name);
}

// What is called chooses among the forms of a specialised function.
static void add_tests(struct unit *unit, const struct function *function, enum function_form form)
{
	struct str *body = &unit->body;
	size_t behind_name = function->name_byte + strlen(function->name);

	prelude_add_text(&unit->prelude, function->tests, strlen(function->tests));
	add_result_type(body, function);
	str_printf(body, "%s%s", prefix_of(form, false), function->name);
	str_add(body, function->text + behind_name, function->body_byte - behind_name);
	str_printf(body, "{ %s }\n", function->tests);
}

void unit_add_function(struct unit *unit, struct decl *decl, const struct function *function,
		       enum function_form form)
{
	struct str *body = &unit->body;
	char *renamed = shadow_rename(unit->symbols, &unit->hoisted, function->text);
	const char *text = renamed ? renamed : function->text;
	struct function written = *function;
	bool is_tested = (form == FORM_PLAIN || form == FORM_OWN) && function->tests;
	size_t len = strlen(text);
	size_t inside = function->body_byte + 1;
	size_t behind_name = function->name_byte + strlen(function->name);

	written.text = (char *)text;
	unit_add_decl(unit, decl);
	if (form == FORM_OWN || form == FORM_COPY)
		add_label(unit, decl);
	prelude_add_text_at(&unit->prelude, text, len, function->order);
	prelude_pin_text(&unit->prelude, body, false);
	str_printf(body, "#define __func__ \"%s\"\n", function->name);
	line_directive(body, function->line, function->file);
	column_padding(body, function->column_byte);
	str_puts(body, form == FORM_INLINE ? INLINE_WORDS : is_tested ? ANY_WORDS : "");
	add_result_type(body, function);
	str_printf(body, "%s%s\n", prefix_of(form, is_tested), function->name);
	add_place_behind_name(body, function);
	str_add(body, text + behind_name, inside - behind_name);
	add_body(unit, &written, decl->slot, form);
	// main may end without a return statement; under its other name it must not.
	str_puts(body,
		 is_main(function) ? "return 0;}\n#undef __func__\n" : "}\n#undef __func__\n");
	if (is_tested)
		add_tests(unit, &written, form);
	free(renamed);
	end_item(body, function);
	prelude_pin_text(&unit->prelude, body, true);

	for (size_t i = 0; i < function->static_cnt; i++)
		add_static(unit, function->static_slots[i]);
	if (form == FORM_INLINE || form == FORM_COPY)
		return;
	pack_u32(&unit->functions, (uint32_t)(strlen(FUNCTION_PREFIX) + strlen(function->name)));
	str_printf(&unit->functions, "%s%s", FUNCTION_PREFIX, function->name);
	pack_u32(&unit->functions, decl->slot);
	unit->function_cnt++;
}

// What counts the entry as a whole has no cleanup: nothing is called behind it.
static void add_entry_lines(struct unit *unit, const struct cell *cell)
{
	unit->has_lines = cell->lines != CELL_LINES_OFF;
	if (cell->lines == CELL_LINES_EACH) {
		str_printf(&unit->body, LINES_ENTER "\n", 0u, line_cnt(cell->text));
		unit->flags |= UNIT_TRIED;
	} else if (cell->lines == CELL_LINES_WHOLE) {
		str_puts(&unit->body, "struct cicle_lines __cicle_lines; "
				      "cicle_lines_enter(&__cicle_lines, 0, 0); ");
		str_printf(&unit->body, LINES_PROBE ";\n", 0u);
	}
}

void unit_set_entry(struct unit *unit, const struct cell *cell, bool shows_value)
{
	struct str text = {0};
	char *renamed;

	cell_entry_text(cell, unit->flags & UNIT_FAST, &text);
	if (cell->expression && shows_value) {
		show_value(cell, &text);
	} else if (cell->expression) {
		cell_line_probe(cell, cell->expression, &text);
		cell_expression_text(cell, &text);
		str_puts(&text, ";\n");
	}
	if (cell->has_main)
		str_puts(&text, "cicle_run_main((void *)main);\n");
	renamed = shadow_rename(unit->symbols, &unit->hoisted, str_text(&text));
	str_puts(&unit->body, "void cicle_entry(void) {\n");
	add_entry_lines(unit, cell);
	if (renamed)
		unit_add_text(unit, renamed, strlen(renamed));
	else
		unit_add_text(unit, str_text(&text), text.len);
	str_puts(&unit->body, "}\n");
	unit->flags |= UNIT_HAS_ENTRY;
	free(renamed);
	str_release(&text);
	for (size_t i = 0; i < cell->object_cnt; i++)
		if (cell->objects[i].is_static_local)
			add_static(unit, cell->objects[i].slot);
}

void unit_add_objects(struct unit *unit, const struct cell *cell)
{
	for (size_t i = 0; i < cell->object_cnt; i++) {
		const struct cell_object *object = &cell->objects[i];

		pack_u32(&unit->objects, object->slot);
		pack_u64(&unit->objects, object->size.size_bytes);
		pack_u64(&unit->objects, object->size.align_bytes);
		pack_u32(&unit->objects, object->is_thread_local);
		unit->object_cnt++;
	}
}

static void add_decl_text(struct str *out, const struct decl *decl)
{
	if (decl->is_of_cell && decl->kind != DECL_MACRO)
		line_directive(out, decl->line, decl->file);
	if (decl->kind == DECL_MACRO && decl->is_of_cell)
		str_printf(out, "#undef %s\n", decl->name->text);
	if ((decl->kind == DECL_OBJECT || decl->kind == DECL_FUNCTION) && decl->slot) {
		str_add(out, decl->text, decl->text_len - 1);
		str_puts(out, " " OBJECT_ATTRIBUTE ";\n");
	} else {
		str_add(out, decl->text, decl->text_len);
		str_putc(out, '\n');
	}
}

// function: a library function's name in C, "" for all else.
static void pack_symbol(struct str *out, uint32_t *cnt, const char *name, uint32_t slot,
			const char *function)
{
	pack_text(out, name);
	pack_u32(out, slot);
	pack_text(out, function);
	(*cnt)++;
}

// The name that add_own_name() gave.
static void pack_own_symbol(struct str *out, uint32_t *cnt, const struct decl *decl)
{
	struct str name = {0};

	str_printf(&name, UNIT_OWN_PREFIX "%s", decl->name->text);
	pack_symbol(out, cnt, name.data, decl->slot, "");
	str_release(&name);
}

static void add_declared_symbols(const struct unit *unit, struct str *out, uint32_t *cnt)
{
	for (size_t i = 0; i < unit->prelude.cnt; i++) {
		const struct decl *decl = unit->prelude.decls[i];
		bool is_library_function = decl->kind == DECL_FUNCTION && !decl->slot;
		const char *name;

		if (decl->kind != DECL_FUNCTION && decl->kind != DECL_OBJECT)
			continue;
		name = decl->name->text;
		if (decl->name->current[SPACE_ORDINARY] != decl)
			continue;
		pack_symbol(out, cnt, decl->link_name ? decl->link_name : name, decl->slot,
			    is_library_function ? name : "");
		if (decl->hides_header && decl->slot)
			pack_own_symbol(out, cnt, decl);
	}
}

// Names of the language, and those that units have from us: no library has them.
static bool is_own_word(const char *text, size_t len)
{
	return word_classes(text, len) ||
	       (len > strlen(FUNCTION_PREFIX) &&
		!memcmp(text, FUNCTION_PREFIX, strlen(FUNCTION_PREFIX))) ||
	       (len == strlen("cicle_entry") && !memcmp(text, "cicle_entry", len));
}

// A function that is called without a declaration may still be a library's, and so may what a
// function declares for itself: "extern char **environ;".
static void add_undeclared_symbols(const struct unit *unit, struct str *out, uint32_t *cnt)
{
	const struct str *body = &unit->body;
	size_t at = 0, start, len, extern_end = 0;

	while (next_identifier(str_text(body), body->len, &at, &start, &len)) {
		struct name *name;

		if (len == 6 && !memcmp(body->data + start, "extern", 6))
			extern_end = start + strcspn(body->data + start, ";");
		if (body->data[at] != '(' && start >= extern_end)
			continue;
		if (is_own_word(body->data + start, len))
			continue;
		name = symbols_name(unit->symbols, body->data + start, len);
		if (name->current[SPACE_ORDINARY] || name->call_walk == unit->symbols->walk)
			continue;
		name->call_walk = unit->symbols->walk;
		pack_symbol(out, cnt, name->text, 0, name->text);
	}
}

static void pack_symbols(struct unit *unit, struct str *out)
{
	struct str symbols = {0};
	uint32_t cnt = 0;
	struct unpack statics = unpack_from(str_text(&unit->statics), unit->statics.len);

	add_declared_symbols(unit, &symbols, &cnt);
	add_undeclared_symbols(unit, &symbols, &cnt);
	for (uint32_t i = 0; i < unit->static_cnt; i++) {
		struct str name = {0};
		uint32_t slot = unpack_u32(&statics);

		str_printf(&name, "cicle_s%u", slot);
		pack_symbol(&symbols, &cnt, name.data, slot, "");
		str_release(&name);
	}
	pack_u32(out, cnt);
	str_add(out, str_text(&symbols), symbols.len);
	str_release(&symbols);
}

bool unit_needs_cc(const struct unit *unit)
{
	return unit->prelude.needs_cc;
}

// A header that the second compiler reads may declare a name that the session uses for something
// of its own: the session's gets another name in this text.
static void add_own_name(struct str *out, const struct decl *decl)
{
	if (decl->hides_header)
		str_printf(out, "#define %s " UNIT_OWN_PREFIX "%s\n", decl->name->text,
			   decl->name->text);
}

// Ends a macro that ended in the session's text. One that had taken its place holds again.
static void end_macro(struct str *out, const struct decl *ended)
{
	const struct decl *current = ended->name->current[SPACE_MACRO];

	str_printf(out, "#undef %s\n", ended->name->text);
	if (current && current->order < ended->end_order)
		str_printf(out, "%.*s\n", (int)current->text_len, current->text);
}

// Writes the ends of macros that stand before a place. Returns how many of them are written now.
static size_t end_macros(struct str *out, const struct prelude *prelude, size_t from,
			 uint64_t order)
{
	while (from < prelude->ended_cnt && prelude->ended[from]->end_order < order)
		end_macro(out, prelude->ended[from++]);
	return from;
}

static void add_prelude(struct str *out, const struct unit *unit, enum unit_compiler compiler)
{
	const struct prelude *prelude = &unit->prelude;
	size_t ended = 0;

	for (size_t i = 0; i < prelude->cnt; i++) {
		const struct decl *decl = prelude->decls[i];

		ended = end_macros(out, prelude, ended, decl->order);
		if (compiler == UNIT_BY_CC && !decl->is_of_cell)
			continue;
		if (compiler == UNIT_BY_CC)
			add_own_name(out, decl);
		add_decl_text(out, decl);
	}
	end_macros(out, prelude, ended, UINT64_MAX);
}

static void add_given(struct str *out, const char *body)
{
	for (size_t i = 0; i < sizeof given / sizeof *given; i++)
		if (strstr(body, given[i].word))
			str_puts(out, given[i].declaration);
	str_putc(out, '\n');
}

void unit_finish(struct unit *unit, enum unit_compiler compiler, const char *headers)
{
	struct str *text = &unit->text;

	prelude_sort(&unit->prelude);
	str_clear(text);
	if (compiler == UNIT_BY_CC)
		str_puts(text, headers);
	str_puts(text, "#line 1 \"<cicle>\"\n");
	add_given(text, str_text(&unit->body));
	if (unit->flags & UNIT_INSTRUMENTED)
		str_puts(text, PROBE_PRELUDE "\n");
	if (unit->has_lines)
		str_puts(text, LINES_PRELUDE "\n");
	add_prelude(text, unit, compiler);
	if (strstr(str_text(&unit->body), "_Pragma"))
		str_puts(text, "#ifdef __TINYC__\n#define _Pragma(text)\n#endif\n");
	str_add(text, str_text(&unit->labels), unit->labels.len);
	str_add(text, str_text(&unit->body), unit->body.len);
}

void unit_name_flags(struct unit *unit, const struct list *flags)
{
	static const char before[] = "#line 1 \"";
	struct str text = {0};

	if (!flags->cnt)
		return;
	str_puts(&text, before);
	list_join(flags, " ", &text);
	for (size_t i = strlen(before); i < text.len; i++)
		if (strchr("\"\\\n", text.data[i]))
			text.data[i] = '\'';
	str_printf(&text, "\"\n#line 1 \"<cicle>\"\n%s", str_text(&unit->text));
	str_release(&unit->text);
	unit->text = text;
}

void unit_pack(struct unit *unit, struct str *out)
{
	pack_u32(out, unit->flags);
	pack_bytes(out, str_text(&unit->text), unit->text.len);
	pack_symbols(unit, out);
	pack_u32(out, unit->function_cnt);
	str_add(out, str_text(&unit->functions), unit->functions.len);
	pack_u32(out, unit->object_cnt);
	str_add(out, str_text(&unit->objects), unit->objects.len);
}

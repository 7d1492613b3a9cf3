// jit/read/check.c - what is refused before a compiler sees a cell.
#include "jit/read/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/macro.h"

static size_t start_byte(const struct tokens *tokens, size_t i)
{
	return tokens->items[i].start_byte;
}

static size_t end_byte(const struct tokens *tokens, size_t end)
{
	return tokens->items[end - 1].end_byte;
}

// Appends the text of tokens [first, end) as it stands.
static void add_span(struct str *out, const struct tokens *tokens, size_t first, size_t end)
{
	if (first < end)
		str_add(out, tokens->text + start_byte(tokens, first),
			end_byte(tokens, end) - start_byte(tokens, first));
}

// --- tokens and brackets --------------------------------------------------------------------

int check_tokens(const struct cell *cell, struct err *err)
{
	static const char *const what[] = {
	    [LEX_OPEN_COMMENT] = "unterminated comment: '*/' is missing",
	    [LEX_OPEN_STRING] = "missing closing quote",
	    [LEX_BAD_BYTE] = "a control character that no C text may hold",
	};

	if (cell->tokens.problem == LEX_OK)
		return 0;
	return err_set(err, ERR_COMPILE, "%s:%u: error: %s", cell->source->file,
		       cell->tokens.problem_line, what[cell->tokens.problem]);
}

static int say(const struct cell *cell, size_t token, struct err *err, const char *what)
{
	const struct token *at = &cell->tokens.items[token];

	return err_set(err, ERR_COMPILE, "%s:%u: error: %s '%.*s'", cell->source->file, at->line,
		       what, (int)(at->end_byte - at->start_byte), cell->text + at->start_byte);
}

// Brackets that are never closed, or close nothing, are not left to the compiler: it would find
// the end of the function that the cell is wrapped in. Others it explains better. Where #if stands
// in a body, brackets may well come twice.
int check_brackets(const struct cell *cell, struct err *err)
{
	const struct tokens *t = &cell->tokens;
	size_t *open = mem_zalloc((t->cnt + 1) * sizeof *open);
	size_t depth = 0, i;
	int rc = 0;

	for (i = 0; i < t->cnt && !rc; i++) {
		static const char pairs[] = "(){}[]";
		const char *bracket = t->items[i].kind == TOKEN_PUNCT
					  ? strchr(pairs, cell->text[start_byte(t, i)])
					  : NULL;

		if (t->items[i].kind == TOKEN_DIRECTIVE && depth > 0)
			break;
		if (!bracket || t->items[i].end_byte - t->items[i].start_byte != 1)
			continue;
		if ((bracket - pairs) % 2 == 0)
			open[depth++] = i;
		else if (depth == 0)
			rc = say(cell, i, err, "nothing is open that is closed by");
		else if (cell->text[start_byte(t, open[--depth])] != bracket[-1])
			break;
	}
	if (!rc && i == t->cnt && depth > 0)
		rc = say(cell, open[depth - 1], err, "this is never closed:");
	free(open);
	return rc;
}

static int check_directive(const struct cell *cell, const struct item *item, struct err *err)
{
	const char *text = cell->text + start_byte(&cell->tokens, item->first);
	size_t len = end_byte(&cell->tokens, item->end) - start_byte(&cell->tokens, item->first);
	size_t keyword_len, at = 0, start, name_len;
	const char *keyword = directive_keyword(text, len, &keyword_len);
	struct macro *macro = NULL;
	bool is_define = keyword_len == 6 && !memcmp(keyword, "define", 6);
	bool is_undef = keyword_len == 5 && !memcmp(keyword, "undef", 5);
	bool is_good = !is_undef || next_identifier(keyword + 5, len - (size_t)(keyword + 5 - text),
						    &at, &start, &name_len);

	if (is_define) {
		macro = macro_new(text, len);
		is_good = macro != NULL;
		macro_free(macro);
	}
	return is_good ? 0 : say(cell, item->first, err, "a macro's name or parameters are wrong:");
}

// What no text of a unit would show to the compiler.
static int check_declarations(const struct cell *cell, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < cell->items.cnt && !rc; i++) {
		const struct item *item = &cell->items.items[i];

		if (item->kind == ITEM_DIRECTIVE)
			rc = check_directive(cell, item, err);
		for (size_t j = 0; j < item->declarator_cnt && !rc; j++) {
			size_t name = item->declarators[j].name;

			if (cell->tokens.items[name].kind != TOKEN_IDENT)
				rc = say(cell, name < cell->tokens.cnt ? name : name - 1, err,
					 "a name is missing before");
		}
	}
	return rc;
}

// A body's '}' is written by unit_add_function(), and a function has one body in a cell.
static int check_functions(const struct cell *cell, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < cell->items.cnt && !rc; i++) {
		const struct item *item = &cell->items.items[i];
		const struct token *at;
		struct name *name;

		if (item->kind != ITEM_FUNCTION)
			continue;
		at = &cell->tokens.items[item->declarators[0].name];
		name = symbols_name(cell->symbols, cell->text + at->start_byte,
				    at->end_byte - at->start_byte);
		if (!token_is(&cell->tokens, item->end - 1, "}"))
			rc = say(cell, item->body, err, "this is never closed:");
		else if (name->function_cell == cell->order)
			rc = say(cell, item->declarators[0].name, err, "redefinition of");
		name->function_cell = cell->order;
	}
	return rc;
}

int check_items(const struct cell *cell, struct err *err)
{
	return check_declarations(cell, err) || check_functions(cell, err) ? -1 : 0;
}

// --- sizes ----------------------------------------------------------------------------------

// Tells whether a name is an object or a function, which no constant is: a known one, or one that
// the cell has declared before.
static bool is_variable_name(const struct cell *cell, size_t i, const struct cell_object *before)
{
	const struct token *token = &cell->tokens.items[i];
	const char *text = cell->text + token->start_byte;
	size_t len = token->end_byte - token->start_byte;
	const struct name *name = symbols_find(cell->symbols, text, len);
	const struct decl *decl = name ? name->current[SPACE_ORDINARY] : NULL;

	if (name && name->current[SPACE_MACRO])
		return false;
	if (decl && (decl->kind == DECL_OBJECT || decl->kind == DECL_FUNCTION))
		return true;
	for (const struct cell_object *one = cell->objects; one < before; one++) {
		const struct token *other = &cell->tokens.items[one->declarator->name];

		if (!one->is_static_local && other->end_byte - other->start_byte == len &&
		    !memcmp(cell->text + other->start_byte, text, len))
			return true;
	}
	return false;
}

// Gives the token after sizeof's operand: '*'* (name | parentheses) ('[' ... ']')*
static size_t after_operand(const struct tokens *t, size_t i)
{
	while (token_is(t, i, "*") || token_is(t, i, "&"))
		i++;
	i = token_is(t, i, "(") ? token_after_bracket(t, i) : i + 1;
	while (token_is(t, i, "["))
		i = token_after_bracket(t, i);
	return i;
}

// Tells whether a declarator's array has a size that is no constant.
static bool has_variable_size(const struct cell *cell, const struct cell_object *object)
{
	const struct tokens *t = &cell->tokens;
	bool is_in_size = false;

	for (size_t i = object->declarator->name + 1; i < object->declarator->end; i++) {
		if (token_is(t, i, "("))
			i = token_after_bracket(t, i) - 1; // parameters; the operand of sizeof
		else if (token_is(t, i, "sizeof"))
			i = after_operand(t, i + 1) - 1;
		else if (token_is(t, i, "[") || token_is(t, i, "]"))
			is_in_size = token_is(t, i, "[");
		else if (is_in_size && t->items[i].kind == TOKEN_IDENT &&
			 is_variable_name(cell, i, object))
			return true;
	}
	return false;
}

// ": write 'double *a = malloc((n) * sizeof *a);'" instead of `double a[n]`.
static void add_advice(struct str *out, const struct tokens *t, const struct cell_object *object)
{
	const struct declarator *d = object->declarator;
	const struct token *name = &t->items[d->name];
	int name_len = (int)(name->end_byte - name->start_byte);

	str_puts(out, ": write '");
	for (size_t i = object->item->first; i < object->item->spec_end; i++) {
		if (t->items[i].words & WORD_STORAGE)
			continue;
		add_span(out, t, i, i + 1);
		str_putc(out, ' ');
	}
	str_printf(out, "*%.*s = malloc((", name_len, t->text + name->start_byte);
	add_span(out, t, d->name + 2, d->end - 1);
	str_printf(out, ") * sizeof *%.*s);'", name_len, t->text + name->start_byte);
}

static int say_variable_size(const struct cell *cell, const struct cell_object *object,
			     struct err *err)
{
	const struct tokens *t = &cell->tokens;
	const struct declarator *d = object->declarator;
	const struct token *name = &t->items[d->name];
	struct str advice = {0};

	if (d->first == d->name && token_is(t, d->name + 1, "[") &&
	    token_after_bracket(t, d->name + 1) == d->end && object->item->tag_body == NO_TOKEN)
		add_advice(&advice, t, object);
	err_set(err, ERR_COMPILE,
		"%s:%u: error: the size of '%.*s' must be a constant, as it outlives the cell%s",
		cell->source->file, object->line, (int)(name->end_byte - name->start_byte),
		cell->text + name->start_byte, str_text(&advice));
	str_release(&advice);
	return -1;
}

int check_sizes(const struct cell *cell, struct err *err)
{
	for (size_t i = 0; i < cell->object_cnt; i++)
		if (!cell->objects[i].is_size_known && has_variable_size(cell, &cell->objects[i]))
			return say_variable_size(cell, &cell->objects[i], err);
	return 0;
}

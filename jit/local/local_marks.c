// jit/local/local_marks.c - writes a function again, with marks that tell where its locals are.
//
// The parser's functions take the first token of a statement and give the token behind it, as in
// jit/read/statement.c.
#include "jit/local/local_marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/lex.h"
#include "jit/read/scan.h"
#include "jit/read/scope.h"

// How a hoisted static local is declared (jit/read/shadow.h).
#define HOISTED_NAME "\"cicle_s"

struct marker {
	struct scan in;
	struct local_marks *marks;
};

static size_t read_statement(struct marker *s, size_t i);

// --- writing --------------------------------------------------------------------------------

static void write_text(struct marker *s, const char *text)
{
	str_puts(&s->marks->text, text);
}

#define MARK_HEAD                                                     \
	" __asm__(\"9: .section " LOCAL_MARKS_SECTION ",\\\"a\\\"\\n" \
	".quad 9b\\n.long %u\\n.long "

// Writes a mark. name: of a local whose address it tells; NULL: of none. Returns its number.
static uint32_t add_mark(struct marker *s, const char *name)
{
	uint32_t number = ++s->marks->mark_cnt;
	struct str *out = &s->marks->text;

	str_printf(out, MARK_HEAD, number);
	if (name)
		str_printf(out,
			   "%%c1\\nlea %%0,%%%%rax\\n.text\"::\"m\"(*(char*)&%s),"
			   "\"i\"(sizeof(%s))); ",
			   name, name);
	else
		str_puts(out, "0\\n.text\"); ");
	return number;
}

// --- variables ------------------------------------------------------------------------------

static struct local_var *add_var(struct marker *s, const char *name, size_t len)
{
	struct local_marks *marks = s->marks;
	struct local_var *var;

	marks->vars = mem_grow(marks->vars, marks->cnt + 1, sizeof *marks->vars);
	var = &marks->vars[marks->cnt++];
	*var = (struct local_var){.name = mem_strndup(name, len)};
	return var;
}

// Those that were declared from the first-th on end at a mark.
static void end_vars(struct marker *s, size_t first, uint32_t mark)
{
	for (size_t i = first; i < s->marks->cnt; i++)
		if (!s->marks->vars[i].end)
			s->marks->vars[i].end = mark;
}

// Tells whether a word stands before a declaration's name.
static bool has_word(const struct local *local, const char *word)
{
	size_t len = (size_t)(local->name - local->text), at = 0, start, word_len;

	while (local->name > local->text &&
	       next_identifier(local->text, len, &at, &start, &word_len))
		if (word_len == strlen(word) && !memcmp(local->text + start, word, word_len))
			return true;
	return false;
}

// extern int n __asm__("cicle_s7");
static uint32_t hoisted_slot(const struct local *local)
{
	const char *at = memmem(local->text, local->text_len, HOISTED_NAME, strlen(HOISTED_NAME));

	return at ? (uint32_t)strtoul(at + strlen(HOISTED_NAME), NULL, 10) : 0;
}

// An array or a function as a parameter is a pointer.
static const struct type *parameter_type(struct types *types, const struct type *type)
{
	if (type->kind == TYPE_ARRAY)
		return type_new(types, TYPE_POINTER, type->inner);
	return type->kind == TYPE_FUNCTION ? type_new(types, TYPE_POINTER, type) : type;
}

// An array of a variable length has no place in the frame, and naming its address makes code.
static bool has_fixed_size(struct types *types, const struct type *type)
{
	uint64_t size, align;

	if (type->kind == TYPE_ARRAY && type->is_open)
		type = type->inner;
	return type && type_layout(types, type, &size, &align) && size;
}

static void note_var(struct marker *s, const struct local *local, bool is_parameter)
{
	struct types *types = &s->marks->types;
	struct local_var *var = add_var(s, local->name, local->name_len);
	const struct type *type =
	    type_of_declaration(types, local->text, local->text_len, local->name, local->name_len);

	if (is_parameter)
		type = parameter_type(types, type);
	if (type->kind == TYPE_UNKNOWN || !has_fixed_size(types, type)) {
		var->begin = add_mark(s, NULL);
		return;
	}
	var->type = type;
	var->slot = hoisted_slot(local);
	var->has_place = !has_word(local, "static") && !has_word(local, "extern") &&
			 !has_word(local, "_Thread_local") && !has_word(local, "__thread");
	var->begin = add_mark(s, var->has_place ? var->name : NULL);
}

// Notes what the scope has from its first-th item on.
static void note_vars(struct marker *s, size_t first, bool is_parameter)
{
	const struct scope *scope = &s->marks->scope;

	for (size_t i = first; i < scope->cnt; i++) {
		const struct local *local = &scope->items[i];

		if (local->space == SPACE_ORDINARY && !local->is_type_name &&
		    !local->is_enumerator && !local->is_function)
			note_var(s, local, is_parameter);
		else if (local->space == SPACE_ORDINARY)
			add_var(s, local->name, local->name_len)->begin = add_mark(s, NULL);
	}
}

// What a text within tokens [first, end) declares is not seen: names that stand in it mean
// something that is not known from here to the next mark.
static size_t hide_names(struct marker *s, size_t first, size_t end)
{
	size_t cnt = s->marks->cnt;

	for (size_t i = first; i < end; i++) {
		const struct token *token = &s->in.tokens->items[i];

		if (token->kind == TOKEN_IDENT && !token->words)
			add_var(s, s->in.tokens->text + token->start_byte,
				token->end_byte - token->start_byte)
			    ->begin = s->marks->mark_cnt;
	}
	return cnt;
}

// --- tokens ---------------------------------------------------------------------------------

// --- statements -----------------------------------------------------------------------------

// Gives the ';' that ends a simple statement, or the end.
static size_t find_semicolon(struct marker *s, size_t i)
{
	while (i < s->in.end && !scan_is_at(&s->in, i, ";"))
		i = scan_is_at(&s->in, i, "(") || scan_is_at(&s->in, i, "[") ||
			    scan_is_at(&s->in, i, "{")
			? scan_skip_bracket(&s->in, i)
			: i + 1;
	return i;
}

// Tells whether a statement's expressions have blocks of their own: ({ ... }).
static bool has_block(const struct marker *s, size_t first, size_t end)
{
	for (size_t i = first; i + 1 < end; i++)
		if (token_is(s->in.tokens, i, "(") && token_is(s->in.tokens, i + 1, "{"))
			return true;
	return false;
}

// Adds what tokens [first, end] declare to the scope, when they are a declaration. Returns the
// number of names that the scope had before.
static size_t declare(struct marker *s, size_t first, size_t end)
{
	struct scope *scope = &s->marks->scope;
	const char *text = s->in.tokens->text + s->in.tokens->items[first].start_byte;
	size_t before = scope->cnt;

	scope_add_declaration(
	    scope, text, (size_t)(s->in.tokens->text + s->in.tokens->items[end].end_byte - text),
	    s->in.depth);
	return before;
}

// simple: anything ';'
static size_t read_simple(struct marker *s, size_t i)
{
	size_t semicolon = find_semicolon(s, i), before, hidden = s->marks->cnt;

	if (semicolon >= s->in.end)
		return scan_fail(&s->in);
	if (has_block(s, i, semicolon))
		hidden = hide_names(s, i, semicolon);
	end_vars(s, hidden, s->marks->mark_cnt + 1);
	before = declare(s, i, semicolon);
	scan_copy_behind(&s->in, semicolon);
	note_vars(s, before, false);
	return semicolon + 1;
}

// Reads statements up to the block's end; what they declare ends with the block.
static void read_statements(struct marker *s, size_t i, bool is_outermost)
{
	size_t var_cnt = s->marks->cnt, name_cnt = s->marks->scope.cnt;

	i = scan_skip_directives(&s->in, i);
	while (i < s->in.end && !s->in.has_failed)
		i = scan_skip_directives(&s->in, read_statement(s, i));
	if (s->in.has_failed || is_outermost)
		return;
	scan_copy_before(&s->in, s->in.end);
	end_vars(s, var_cnt, add_mark(s, NULL));
	s->marks->scope.cnt = name_cnt;
}

// block: '{' statement* '}'
static size_t read_block(struct marker *s, size_t i)
{
	size_t end = scan_skip_bracket(&s->in, i), outer_end = s->in.end;

	if (s->in.has_failed)
		return end;
	s->in.end = end - 1;
	read_statements(s, i + 1, false);
	s->in.end = outer_end;
	return s->in.has_failed ? s->in.end : end;
}

// body: block | statement, which gets braces
static size_t read_body(struct marker *s, size_t i)
{
	i = scan_skip_directives(&s->in, i);
	if (i >= s->in.end)
		return scan_fail(&s->in);
	if (scan_is_at(&s->in, i, "{"))
		return read_block(s, i);
	scan_copy_before(&s->in, i);
	write_text(s, "{ ");
	i = read_statement(s, i);
	if (s->in.has_failed)
		return i;
	scan_copy_behind(&s->in, i - 1);
	write_text(s, " }");
	return i;
}

// condition: '(' anything ')'
static size_t read_condition(struct marker *s, size_t i)
{
	i = scan_skip_directives(&s->in, i);
	if (!scan_is_at(&s->in, i, "(") || has_block(s, i, token_after_bracket(s->in.tokens, i)))
		return scan_fail(&s->in);
	return scan_skip_bracket(&s->in, i);
}

// if: 'if' condition body ('else' body)?
static size_t read_if(struct marker *s, size_t i)
{
	size_t after;

	i = read_condition(s, i + 1);
	if (!s->in.has_failed)
		i = read_body(s, i);
	after = scan_skip_directives(&s->in, i);
	return !s->in.has_failed && scan_is_at(&s->in, after, "else") ? read_body(s, after + 1) : i;
}

// while, switch: word condition body
static size_t read_headed(struct marker *s, size_t i)
{
	i = read_condition(s, i + 1);
	return s->in.has_failed ? i : read_body(s, i);
}

// do: 'do' body 'while' condition ';'. The condition gets a mark, as what stands in it comes behind
// the body.
static size_t read_do(struct marker *s, size_t i)
{
	i = scan_skip_directives(&s->in, read_body(s, i + 1));
	if (s->in.has_failed || !scan_is_at(&s->in, i, "while") || !scan_is_at(&s->in, i + 1, "("))
		return scan_fail(&s->in);
	scan_copy_behind(&s->in, i + 1);
	write_text(s, "({");
	add_mark(s, NULL);
	write_text(s, "}), ");
	i = read_condition(s, i + 1);
	return scan_is_at(&s->in, i, ";") ? i + 1 : scan_fail(&s->in);
}

// A loop whose head declares something becomes a block: { int i = 0; for (; i < n; i++) body }
static size_t read_declaring_for(struct marker *s, size_t i, size_t open, size_t semicolon)
{
	size_t var_cnt = s->marks->cnt, name_cnt = s->marks->scope.cnt;
	size_t close = scan_skip_bracket(&s->in, open);

	scan_copy_before(&s->in, i);
	write_text(s, "{ ");
	s->in.at = s->in.tokens->items[open].end_byte;
	declare(s, open + 1, semicolon);
	scan_copy_behind(&s->in, semicolon);
	note_vars(s, name_cnt, false);
	write_text(s, "for (;");
	i = read_body(s, close);
	if (s->in.has_failed)
		return i;
	scan_copy_behind(&s->in, i - 1);
	end_vars(s, var_cnt, add_mark(s, NULL));
	write_text(s, " }");
	s->marks->scope.cnt = name_cnt;
	return i;
}

// for: 'for' '(' init ';' condition? ';' increment? ')' body
static size_t read_for(struct marker *s, size_t i)
{
	size_t open = scan_skip_directives(&s->in, i + 1), semicolon, names;
	struct scope *scope = &s->marks->scope;

	if (!scan_is_at(&s->in, open, "(") ||
	    has_block(s, open, token_after_bracket(s->in.tokens, open)))
		return scan_fail(&s->in);
	semicolon = find_semicolon(s, open + 1);
	if (semicolon >= s->in.end)
		return scan_fail(&s->in);
	names = declare(s, open + 1, semicolon);
	if (scope->cnt == names)
		return read_body(s, scan_skip_bracket(&s->in, open));
	scope->cnt = names;
	return read_declaring_for(s, i, open, semicolon);
}

// What the macro makes of the names in it is not known.
static size_t read_macro(struct marker *s, size_t i, size_t block)
{
	size_t end = scan_skip_bracket(&s->in, block), hidden, hidden_end;

	if (s->in.has_failed)
		return end;
	hidden = hide_names(s, i, block);
	hidden_end = s->marks->cnt;
	i = read_block(s, block);
	for (size_t k = hidden; k < hidden_end; k++)
		s->marks->vars[k].end = s->marks->mark_cnt + 1;
	return i;
}

static size_t read_unlabelled(struct marker *s, size_t i)
{
	static const struct {
		const char *word;
		size_t (*read)(struct marker *s, size_t i);
	} kinds[] = {{"{", read_block}, {"if", read_if}, {"while", read_headed},
		     {"for", read_for}, {"do", read_do}, {"switch", read_headed}};
	size_t block;

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		if (scan_is_at(&s->in, i, kinds[k].word))
			return kinds[k].read(s, i);
	if (scan_is_at(&s->in, i, "else"))
		return scan_fail(&s->in); // its if is hidden in a macro
	block = s->in.tokens->items[i].words ? i : scan_find_macro_block(&s->in, i);
	return block > i ? read_macro(s, i, block) : read_simple(s, i);
}

// statement: label* (block | if | while | do | for | switch | macro | simple)
static size_t read_statement(struct marker *s, size_t i)
{
	size_t behind;

	if (++s->in.depth > SCAN_DEPTH_MAX)
		return scan_fail(&s->in);
	while (!s->in.has_failed && i < s->in.end && (behind = scan_skip_label(&s->in, i)) > i)
		i = scan_skip_directives(&s->in, behind);
	if (!s->in.has_failed && i < s->in.end) {
		scan_copy_before(&s->in, i);
		add_mark(s, NULL);
		i = read_unlabelled(s, i);
	}
	s->in.depth--;
	return i;
}

// --- the function ---------------------------------------------------------------------------

// Finds a function's definition: its parameters' '(' and its body's '{'. One that gives a pointer
// to a function has more behind its parameters.
static bool find_function(const struct tokens *tokens, const char *name, size_t *open, size_t *body)
{
	for (size_t i = 0; i < tokens->cnt; i++) {
		if (!token_is(tokens, i, name))
			continue;
		*open = i + 1;
		while (tokens->items[*open].kind == TOKEN_DIRECTIVE)
			++*open;
		*body = token_after_bracket(tokens, *open);
		while (tokens->items[*body].kind == TOKEN_DIRECTIVE ||
		       token_is(tokens, *body, ")") || token_is(tokens, *body, "("))
			*body = token_after_bracket(tokens, *body);
		if (token_is(tokens, *open, "(") && token_is(tokens, *body, "{"))
			return true;
	}
	return false;
}

static bool read_function(struct marker *s, const char *name)
{
	struct scope *scope = &s->marks->scope;
	size_t open, body;

	if (!find_function(s->in.tokens, name, &open, &body))
		return false;
	s->in.end = token_after_bracket(s->in.tokens, body) - 1;
	scan_copy_behind(&s->in, body);
	scope_add_parameters(scope, s->in.tokens, open, 1);
	note_vars(s, 0, true);
	read_statements(s, body + 1, true);
	if (!s->in.has_failed)
		scan_copy_to(&s->in, strlen(s->in.tokens->text));
	return !s->in.has_failed;
}

bool local_marks_init(struct local_marks *marks, struct symbols *symbols, const char *unit,
		      const char *function)
{
	struct tokens tokens;
	struct marker s = {.in = {.tokens = &tokens, .out = &marks->text}, .marks = marks};
	bool is_read;

	*marks = (struct local_marks){.unit = mem_strdup(unit), .scope.symbols = symbols};
	types_init(&marks->types, symbols, &marks->scope);
	tokens_init(&tokens, marks->unit, strlen(marks->unit));
	is_read = read_function(&s, function);
	tokens_release(&tokens);
	return is_read;
}

void local_marks_release(struct local_marks *marks)
{
	for (size_t i = 0; i < marks->cnt; i++)
		free(marks->vars[i].name);
	free(marks->vars);
	str_release(&marks->text);
	types_release(&marks->types);
	scope_release(&marks->scope);
	free(marks->unit);
	*marks = (struct local_marks){0};
}

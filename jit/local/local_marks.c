// jit/local/local_marks.c - writes a function again, with marks that tell where its locals are.
//
// The parser's functions take the first token of a statement and give the token behind it, as in
// jit/read/statement.c.
#include "jit/local/local_marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/lex.h"
#include "jit/read/scope.h"

// Statements inside of one another; a function with deeper ones is left alone.
#define DEPTH_MAX 200
// How a hoisted static local is declared (jit/read/shadow.h).
#define HOISTED_NAME "\"cicle_s"

struct scan {
	struct local_marks *marks;
	struct tokens tokens;
	size_t end; // token behind the block
	size_t at;  // byte: what stands before it is written
	int depth;
	bool has_failed;
};

static size_t read_statement(struct scan *s, size_t i);

// --- writing --------------------------------------------------------------------------------

static void copy_to(struct scan *s, size_t byte)
{
	str_add(&s->marks->text, s->tokens.text + s->at, byte - s->at);
	s->at = byte;
}

static void copy_before(struct scan *s, size_t token)
{
	copy_to(s, s->tokens.items[token].start_byte);
}

static void copy_behind(struct scan *s, size_t token)
{
	copy_to(s, s->tokens.items[token].end_byte);
}

static void write_text(struct scan *s, const char *text)
{
	str_puts(&s->marks->text, text);
}

#define MARK_HEAD                                                     \
	" __asm__(\"9: .section " LOCAL_MARKS_SECTION ",\\\"a\\\"\\n" \
	".quad 9b\\n.long %u\\n.long "

// Writes a mark. name: of a local whose address it tells; NULL: of none. Returns its number.
static uint32_t add_mark(struct scan *s, const char *name)
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

static struct local_var *add_var(struct scan *s, const char *name, size_t len)
{
	struct local_marks *marks = s->marks;
	struct local_var *var;

	marks->vars = mem_grow(marks->vars, marks->cnt + 1, sizeof *marks->vars);
	var = &marks->vars[marks->cnt++];
	*var = (struct local_var){.name = mem_strndup(name, len)};
	return var;
}

// Those that were declared from the first-th on end at a mark.
static void end_vars(struct scan *s, size_t first, uint32_t mark)
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

static void note_var(struct scan *s, const struct local *local, bool is_parameter)
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
static void note_vars(struct scan *s, size_t first, bool is_parameter)
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
static size_t hide_names(struct scan *s, size_t first, size_t end)
{
	size_t cnt = s->marks->cnt;

	for (size_t i = first; i < end; i++) {
		const struct token *token = &s->tokens.items[i];

		if (token->kind == TOKEN_IDENT && !token->words)
			add_var(s, s->tokens.text + token->start_byte,
				token->end_byte - token->start_byte)
			    ->begin = s->marks->mark_cnt;
	}
	return cnt;
}

// --- tokens ---------------------------------------------------------------------------------

static bool is_at(const struct scan *s, size_t i, const char *word)
{
	return i < s->end && token_is(&s->tokens, i, word);
}

static size_t skip_directives(const struct scan *s, size_t i)
{
	while (i < s->end && s->tokens.items[i].kind == TOKEN_DIRECTIVE)
		i++;
	return i;
}

static size_t fail(struct scan *s)
{
	s->has_failed = true;
	return s->end;
}

static size_t skip_bracket(struct scan *s, size_t i)
{
	size_t after = token_after_bracket(&s->tokens, i);

	return after > s->end ? fail(s) : after;
}

// --- statements -----------------------------------------------------------------------------

// Gives the ';' that ends a simple statement, or the end.
static size_t find_semicolon(struct scan *s, size_t i)
{
	while (i < s->end && !is_at(s, i, ";"))
		i = is_at(s, i, "(") || is_at(s, i, "[") || is_at(s, i, "{") ? skip_bracket(s, i)
									     : i + 1;
	return i;
}

// Tells whether a statement's expressions have blocks of their own: ({ ... }).
static bool has_block(const struct scan *s, size_t first, size_t end)
{
	for (size_t i = first; i + 1 < end; i++)
		if (token_is(&s->tokens, i, "(") && token_is(&s->tokens, i + 1, "{"))
			return true;
	return false;
}

// Adds what tokens [first, end] declare to the scope, when they are a declaration. Returns the
// number of names that the scope had before.
static size_t declare(struct scan *s, size_t first, size_t end)
{
	struct scope *scope = &s->marks->scope;
	const char *text = s->tokens.text + s->tokens.items[first].start_byte;
	size_t before = scope->cnt;

	scope_add_declaration(
	    scope, text, (size_t)(s->tokens.text + s->tokens.items[end].end_byte - text), s->depth);
	return before;
}

// simple: anything ';'
static size_t read_simple(struct scan *s, size_t i)
{
	size_t semicolon = find_semicolon(s, i), before, hidden = s->marks->cnt;

	if (semicolon >= s->end)
		return fail(s);
	if (has_block(s, i, semicolon))
		hidden = hide_names(s, i, semicolon);
	end_vars(s, hidden, s->marks->mark_cnt + 1);
	before = declare(s, i, semicolon);
	copy_behind(s, semicolon);
	note_vars(s, before, false);
	return semicolon + 1;
}

// Reads statements up to the block's end; what they declare ends with the block.
static void read_statements(struct scan *s, size_t i, bool is_outermost)
{
	size_t var_cnt = s->marks->cnt, name_cnt = s->marks->scope.cnt;

	i = skip_directives(s, i);
	while (i < s->end && !s->has_failed)
		i = skip_directives(s, read_statement(s, i));
	if (s->has_failed || is_outermost)
		return;
	copy_before(s, s->end);
	end_vars(s, var_cnt, add_mark(s, NULL));
	s->marks->scope.cnt = name_cnt;
}

// block: '{' statement* '}'
static size_t read_block(struct scan *s, size_t i)
{
	size_t end = skip_bracket(s, i), outer_end = s->end;

	if (s->has_failed)
		return end;
	s->end = end - 1;
	read_statements(s, i + 1, false);
	s->end = outer_end;
	return s->has_failed ? s->end : end;
}

// body: block | statement, which gets braces
static size_t read_body(struct scan *s, size_t i)
{
	i = skip_directives(s, i);
	if (i >= s->end)
		return fail(s);
	if (is_at(s, i, "{"))
		return read_block(s, i);
	copy_before(s, i);
	write_text(s, "{ ");
	i = read_statement(s, i);
	if (s->has_failed)
		return i;
	copy_behind(s, i - 1);
	write_text(s, " }");
	return i;
}

// condition: '(' anything ')'
static size_t read_condition(struct scan *s, size_t i)
{
	i = skip_directives(s, i);
	if (!is_at(s, i, "(") || has_block(s, i, token_after_bracket(&s->tokens, i)))
		return fail(s);
	return skip_bracket(s, i);
}

// if: 'if' condition body ('else' body)?
static size_t read_if(struct scan *s, size_t i)
{
	size_t after;

	i = read_condition(s, i + 1);
	if (!s->has_failed)
		i = read_body(s, i);
	after = skip_directives(s, i);
	return !s->has_failed && is_at(s, after, "else") ? read_body(s, after + 1) : i;
}

// while, switch: word condition body
static size_t read_headed(struct scan *s, size_t i)
{
	i = read_condition(s, i + 1);
	return s->has_failed ? i : read_body(s, i);
}

// do: 'do' body 'while' condition ';'. The condition gets a mark, as what stands in it comes behind
// the body.
static size_t read_do(struct scan *s, size_t i)
{
	i = skip_directives(s, read_body(s, i + 1));
	if (s->has_failed || !is_at(s, i, "while") || !is_at(s, i + 1, "("))
		return fail(s);
	copy_behind(s, i + 1);
	write_text(s, "({");
	add_mark(s, NULL);
	write_text(s, "}), ");
	i = read_condition(s, i + 1);
	return is_at(s, i, ";") ? i + 1 : fail(s);
}

// A loop whose head declares something becomes a block: { int i = 0; for (; i < n; i++) body }
static size_t read_declaring_for(struct scan *s, size_t i, size_t open, size_t semicolon)
{
	size_t var_cnt = s->marks->cnt, name_cnt = s->marks->scope.cnt;
	size_t close = skip_bracket(s, open);

	copy_before(s, i);
	write_text(s, "{ ");
	s->at = s->tokens.items[open].end_byte;
	declare(s, open + 1, semicolon);
	copy_behind(s, semicolon);
	note_vars(s, name_cnt, false);
	write_text(s, "for (;");
	i = read_body(s, close);
	if (s->has_failed)
		return i;
	copy_behind(s, i - 1);
	end_vars(s, var_cnt, add_mark(s, NULL));
	write_text(s, " }");
	s->marks->scope.cnt = name_cnt;
	return i;
}

// for: 'for' '(' init ';' condition? ';' increment? ')' body
static size_t read_for(struct scan *s, size_t i)
{
	size_t open = skip_directives(s, i + 1), semicolon, names;
	struct scope *scope = &s->marks->scope;

	if (!is_at(s, open, "(") || has_block(s, open, token_after_bracket(&s->tokens, open)))
		return fail(s);
	semicolon = find_semicolon(s, open + 1);
	if (semicolon >= s->end)
		return fail(s);
	names = declare(s, open + 1, semicolon);
	if (scope->cnt == names)
		return read_body(s, skip_bracket(s, open));
	scope->cnt = names;
	return read_declaring_for(s, i, open, semicolon);
}

// Gives the token behind the label at i, or i when there is none.
// label: name ':' | 'default' ':' | 'case' anything ':'
static size_t skip_label(struct scan *s, size_t i)
{
	int question_cnt = 0;

	if (!is_at(s, i, "case"))
		return s->tokens.items[i].kind == TOKEN_IDENT && is_at(s, i + 1, ":") ? i + 2 : i;
	for (i++; i < s->end; i++) {
		if (is_at(s, i, "(")) {
			i = skip_bracket(s, i) - 1;
			continue;
		}
		question_cnt += is_at(s, i, "?");
		if (is_at(s, i, ":") && question_cnt-- == 0)
			return i + 1;
	}
	return fail(s);
}

// Gives the token of the block of a macro that reads like a loop, or i when there is none.
// macro: name block | name '(' anything ')' block
static size_t find_macro_block(struct scan *s, size_t i)
{
	size_t block = i + 1;

	if (s->tokens.items[i].kind != TOKEN_IDENT || s->tokens.items[i].words)
		return i;
	if (is_at(s, block, "("))
		block = skip_bracket(s, block);
	return is_at(s, block, "{") ? block : i;
}

// What the macro makes of the names in it is not known.
static size_t read_macro(struct scan *s, size_t i, size_t block)
{
	size_t end = skip_bracket(s, block), hidden, hidden_end;

	if (s->has_failed)
		return end;
	hidden = hide_names(s, i, block);
	hidden_end = s->marks->cnt;
	i = read_block(s, block);
	for (size_t k = hidden; k < hidden_end; k++)
		s->marks->vars[k].end = s->marks->mark_cnt + 1;
	return i;
}

static size_t read_unlabelled(struct scan *s, size_t i)
{
	static const struct {
		const char *word;
		size_t (*read)(struct scan *s, size_t i);
	} kinds[] = {{"{", read_block}, {"if", read_if}, {"while", read_headed},
		     {"for", read_for}, {"do", read_do}, {"switch", read_headed}};
	size_t block;

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		if (is_at(s, i, kinds[k].word))
			return kinds[k].read(s, i);
	if (is_at(s, i, "else"))
		return fail(s); // its if is hidden in a macro
	block = find_macro_block(s, i);
	return block > i ? read_macro(s, i, block) : read_simple(s, i);
}

// statement: label* (block | if | while | do | for | switch | macro | simple)
static size_t read_statement(struct scan *s, size_t i)
{
	size_t behind;

	if (++s->depth > DEPTH_MAX)
		return fail(s);
	while (!s->has_failed && i < s->end && (behind = skip_label(s, i)) > i)
		i = skip_directives(s, behind);
	if (!s->has_failed && i < s->end) {
		copy_before(s, i);
		add_mark(s, NULL);
		i = read_unlabelled(s, i);
	}
	s->depth--;
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

static bool read_function(struct scan *s, const char *name)
{
	struct scope *scope = &s->marks->scope;
	size_t open, body;

	if (!find_function(&s->tokens, name, &open, &body))
		return false;
	s->end = token_after_bracket(&s->tokens, body) - 1;
	copy_behind(s, body);
	scope_add_parameters(scope, &s->tokens, open, 1);
	note_vars(s, 0, true);
	read_statements(s, body + 1, true);
	if (!s->has_failed)
		copy_to(s, strlen(s->tokens.text));
	return !s->has_failed;
}

bool local_marks_init(struct local_marks *marks, struct symbols *symbols, const char *unit,
		      const char *function)
{
	struct scan s = {.marks = marks};
	bool is_read;

	*marks = (struct local_marks){.unit = mem_strdup(unit), .scope.symbols = symbols};
	types_init(&marks->types, symbols, &marks->scope);
	tokens_init(&s.tokens, marks->unit, strlen(marks->unit));
	is_read = read_function(&s, function);
	tokens_release(&s.tokens);
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

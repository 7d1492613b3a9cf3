// jit/read/macro.c - macro definitions, and the expansion of one call.
//
// Prosser's algorithm, which the C standard's wording was made from: every token carries the set
// of macros that it must not be expanded by again (its hide set). Tokens, lists and sets live in
// a pool until the expansion is done.
#include "jit/read/macro.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

// More is an attack or a slip: `#define A B B`, `#define B C C`, ... doubles with each line.
#define STEP_MAX 250000
// Arguments within arguments, each a call of the C stack.
#define DEPTH_MAX 200
// Macros that may stand in one another's bodies: each step of the expansion looks through all.
#define HIDDEN_MAX 200
#define CHUNK_BYTES 16384

struct macro {
	char *text;           // owned: the directive without its '#'
	struct tokens tokens; // of text
	size_t *params; // owned; tokens: each parameter's name; "..." for unnamed variable ones
	size_t param_cnt;
	size_t body; // the replacement's first token
	bool has_parameters;
	bool is_variadic; // the last parameter takes all arguments that are left
	bool is_unbalanced;
};

struct hidden {
	const struct macro *macro;
	const struct hidden *next;
	size_t cnt;
};

struct piece { // one token of an expansion
	const char *text;
	size_t len;
	enum token_kind kind;
	bool has_space; // a blank stood before it, which # keeps
	bool
	    is_joint; // comes from elsewhere than what is before it: must not grow together with it
	const struct hidden *hidden;
	struct piece *next;
};

struct pieces {
	struct piece *first, **end;
};

struct chunk {
	struct chunk *next;
	size_t used;
	_Alignas(16) char bytes[CHUNK_BYTES];
};

struct expansion {
	macro_find_fn find;
	void *ctx;
	struct chunk *chunks;
	size_t step_cnt, step_max;
	int depth;
	uint32_t line; // of the call
	bool has_failed;
};

// One argument as it was written, and expanded when that is asked for.
struct argument {
	struct piece *raw;
	struct piece *full;
	bool is_expanded;
};

struct call {
	const struct macro *macro;
	struct argument *arguments;
	size_t argument_cnt;
};

// --- definitions ----------------------------------------------------------------------------

// Gives the number of the parameter that a token of the body names, or SIZE_MAX.
static size_t parameter_of(const struct macro *macro, size_t i)
{
	const struct tokens *t = &macro->tokens;
	const struct token *token = &t->items[i];

	if (token->kind != TOKEN_IDENT)
		return SIZE_MAX;
	if (macro->is_variadic && token_is(t, i, "__VA_ARGS__") &&
	    token_is(t, macro->params[macro->param_cnt - 1], "..."))
		return macro->param_cnt - 1;
	for (size_t p = 0; p < macro->param_cnt; p++) {
		const struct token *name = &t->items[macro->params[p]];

		if (name->end_byte - name->start_byte == token->end_byte - token->start_byte &&
		    !memcmp(t->text + name->start_byte, t->text + token->start_byte,
			    token->end_byte - token->start_byte))
			return p;
	}
	return SIZE_MAX;
}

// parameters: '(' (name (',' name)*)? (','? ('...' | name '...'))? ')'
// Gives the token after the ')', or 0 for what is no list of parameters.
static size_t read_parameters(struct macro *macro, size_t i)
{
	const struct tokens *t = &macro->tokens;

	macro->params = mem_zalloc((t->cnt + 1) * sizeof *macro->params);
	if (token_is(t, i, ")"))
		return i + 1;
	for (;; i++) {
		if ((t->items[i].kind != TOKEN_IDENT && !token_is(t, i, "...")) ||
		    (t->items[i].kind == TOKEN_IDENT && parameter_of(macro, i) != SIZE_MAX))
			return 0;
		macro->params[macro->param_cnt++] = i;
		macro->is_variadic = token_is(t, i, "...");
		i++;
		if (!macro->is_variadic && token_is(t, i, "...")) {
			macro->is_variadic = true;
			i++;
		}
		if (token_is(t, i, ")"))
			return i + 1;
		if (!token_is(t, i, ",") || macro->is_variadic)
			return 0;
	}
}

static bool has_open_bracket(const struct macro *macro)
{
	const struct tokens *t = &macro->tokens;
	int depth = 0;

	for (size_t i = macro->body; i < t->cnt && depth >= 0; i++) {
		if (token_is(t, i, "{") || token_is(t, i, "(") || token_is(t, i, "["))
			depth++;
		else if (token_is(t, i, "}") || token_is(t, i, ")") || token_is(t, i, "]"))
			depth--;
	}
	return depth != 0;
}

struct macro *macro_new(const char *directive, size_t len)
{
	struct macro *macro;
	const struct tokens *t;

	if (!len || *directive != '#')
		return NULL;
	macro = mem_zalloc(sizeof *macro);
	macro->text = mem_strndup(directive + 1, len - 1);
	tokens_init(&macro->tokens, macro->text, len - 1);
	t = &macro->tokens;
	macro->body = 2;
	macro->has_parameters =
	    token_is(t, 2, "(") && t->items[2].start_byte == t->items[1].end_byte;
	if (token_is(t, 0, "define") && t->cnt > 1 && t->items[1].kind == TOKEN_IDENT &&
	    (!macro->has_parameters || (macro->body = read_parameters(macro, 3)))) {
		macro->is_unbalanced = has_open_bracket(macro);
		return macro;
	}
	macro_free(macro);
	return NULL;
}

void macro_free(struct macro *macro)
{
	if (!macro)
		return;
	tokens_release(&macro->tokens);
	free(macro->params);
	free(macro->text);
	free(macro);
}

bool macro_has_parameters(const struct macro *macro)
{
	return macro->has_parameters;
}

bool macro_is_unbalanced(const struct macro *macro)
{
	return macro->is_unbalanced;
}

// --- the pool -------------------------------------------------------------------------------

static void *take(struct expansion *x, size_t size)
{
	struct chunk *chunk = x->chunks;

	size = (size + 15) & ~(size_t)15;
	if (size > CHUNK_BYTES / 4) { // one of its own, behind the one in use
		struct chunk *large = mem_zalloc(sizeof *large + size);

		large->used = CHUNK_BYTES;
		large->next = chunk ? chunk->next : NULL;
		if (chunk)
			chunk->next = large;
		else
			x->chunks = large;
		return large->bytes;
	}
	if (!chunk || chunk->used + size > CHUNK_BYTES) {
		chunk = mem_zalloc(sizeof *chunk);
		chunk->next = x->chunks;
		x->chunks = chunk;
	}
	chunk->used += size;
	return chunk->bytes + chunk->used - size;
}

static void release_pool(struct expansion *x)
{
	struct chunk *chunk;

	while ((chunk = x->chunks)) {
		x->chunks = chunk->next;
		free(chunk);
	}
}

static const char *take_text(struct expansion *x, const struct str *text)
{
	char *copy = take(x, text->len + 1);

	memcpy(copy, str_text(text), text->len + 1);
	return copy;
}

// --- lists ----------------------------------------------------------------------------------

static void push(struct pieces *list, struct piece *piece)
{
	if (!list->end)
		list->end = &list->first;
	*list->end = piece;
	list->end = &piece->next;
}

// Counts a step of the expansion, and ends one that has too many.
static void count_step(struct expansion *x)
{
	if (++x->step_cnt > x->step_max)
		x->has_failed = true;
}

static struct piece *copy_piece(struct expansion *x, const struct piece *piece)
{
	struct piece *copy = take(x, sizeof *copy);

	count_step(x);
	*copy = *piece;
	copy->next = NULL;
	return copy;
}

static struct piece *piece_of(struct expansion *x, const struct tokens *tokens, size_t i)
{
	const struct token *token = &tokens->items[i];
	struct piece piece = {
	    .text = tokens->text + token->start_byte,
	    .len = token->end_byte - token->start_byte,
	    .kind = token->kind,
	    .has_space = i > 0 && tokens->items[i - 1].end_byte < token->start_byte,
	};

	return copy_piece(x, &piece);
}

static bool is_punct(const struct piece *piece, const char *text)
{
	return piece && piece->kind == TOKEN_PUNCT && strlen(text) == piece->len &&
	       !memcmp(piece->text, text, piece->len);
}

static bool is_ident(const struct piece *piece, const char *name)
{
	return piece && piece->kind == TOKEN_IDENT && strlen(name) == piece->len &&
	       !memcmp(piece->text, name, piece->len);
}

// Appends copies of a list; the first one stands where `at` stood.
static void push_list(struct expansion *x, struct pieces *out, const struct piece *list,
		      const struct piece *at)
{
	bool is_first = true;

	for (; list && !x->has_failed; list = list->next) {
		struct piece *copy = copy_piece(x, list);

		if (is_first) {
			copy->has_space = at->has_space;
			copy->is_joint = true;
		}
		is_first = false;
		push(out, copy);
	}
}

// --- hide sets ------------------------------------------------------------------------------

static bool hides(const struct hidden *set, const struct macro *macro)
{
	for (; set; set = set->next)
		if (set->macro == macro)
			return true;
	return false;
}

static const struct hidden *hide(struct expansion *x, const struct hidden *set,
				 const struct macro *macro)
{
	struct hidden *added;

	if (hides(set, macro))
		return set;
	added = take(x, sizeof *added);
	*added = (struct hidden){macro, set, set ? set->cnt + 1 : 1};
	x->has_failed |= added->cnt > HIDDEN_MAX;
	return added;
}

static const struct hidden *hidden_by_both(struct expansion *x, const struct hidden *a,
					   const struct hidden *b)
{
	const struct hidden *both = NULL;

	for (; a; a = a->next)
		if (hides(b, a->macro))
			both = hide(x, both, a->macro);
	return both;
}

static void hide_all(struct expansion *x, struct piece *list, const struct hidden *set)
{
	for (; list; list = list->next)
		for (const struct hidden *one = set; one; one = one->next)
			list->hidden = hide(x, list->hidden, one->macro);
}

// --- # and ## -------------------------------------------------------------------------------

static void add_quoted(struct str *out, const struct piece *piece)
{
	for (size_t i = 0; i < piece->len; i++) {
		char c = piece->text[i];

		if ((piece->kind == TOKEN_STRING || piece->kind == TOKEN_CHAR) &&
		    (c == '"' || c == '\\'))
			str_putc(out, '\\');
		str_putc(out, c);
	}
}

// #parameter: the argument as it was written, as a string.
static struct piece *quote(struct expansion *x, const struct piece *list, const struct piece *at)
{
	struct str text = {0};
	struct piece piece = {.kind = TOKEN_STRING, .has_space = at->has_space};

	str_putc(&text, '"');
	for (const struct piece *one = list; one; one = one->next) {
		if (one->has_space && one != list)
			str_putc(&text, ' ');
		add_quoted(&text, one);
	}
	str_putc(&text, '"');
	piece.len = text.len;
	piece.text = take_text(x, &text);
	str_release(&text);
	return copy_piece(x, &piece);
}

// left ## right, for one token each: what the joined text reads as, mostly one token.
static void push_pasted(struct expansion *x, struct pieces *out, const struct piece *left,
			const struct piece *right)
{
	struct str text = {0};
	struct tokens tokens;
	const char *copy;

	str_putc(&text, ';'); // so that "##" opens no line
	str_add(&text, left->text, left->len);
	str_add(&text, right->text, right->len);
	copy = take_text(x, &text);
	tokens_init(&tokens, copy, text.len);
	for (size_t i = 1; i < tokens.cnt; i++) {
		struct piece *piece = piece_of(x, &tokens, i);

		if (i == 1) {
			piece->has_space = left->has_space;
			piece->is_joint = left->is_joint;
		}
		piece->hidden = hidden_by_both(x, left->hidden, right->hidden);
		push(out, piece);
	}
	tokens_release(&tokens);
	str_release(&text);
}

// Takes the last piece off a list; NULL when it is empty.
static struct piece *pop(struct pieces *list)
{
	struct piece **at = &list->first;
	struct piece *last = list->first;

	if (!last)
		return NULL;
	while (last->next) {
		at = &last->next;
		last = last->next;
	}
	*at = NULL;
	list->end = at;
	return last;
}

// Joins what the list ends with to the first piece of another list.
static void paste(struct expansion *x, struct pieces *out, struct piece *right)
{
	struct piece *left;

	if (!right)
		return;
	left = pop(out);
	if (!left) {
		push_list(x, out, right, right);
		return;
	}
	push_pasted(x, out, left, right);
	for (right = right->next; right; right = right->next)
		push(out, copy_piece(x, right));
}

// --- substitution ---------------------------------------------------------------------------

static struct piece *expand(struct expansion *x, struct piece *in);

static struct piece *expanded(struct expansion *x, struct argument *argument)
{
	struct pieces copy = {0};

	if (argument->is_expanded || !argument->raw)
		return argument->full;
	push_list(x, &copy, argument->raw, argument->raw);
	argument->full = expand(x, copy.first);
	argument->is_expanded = true;
	return argument->full;
}

static bool is_variable(const struct call *call, size_t parameter)
{
	return call->macro->is_variadic && parameter == call->macro->param_cnt - 1;
}

static void substitute(struct expansion *x, const struct call *call, size_t from, size_t to,
		       struct pieces *out);

// __VA_OPT__ ( tokens ): they stand only beside variable arguments. Gives the token after it.
static size_t substitute_optional(struct expansion *x, const struct call *call, size_t i,
				  struct pieces *out)
{
	const struct tokens *t = &call->macro->tokens;
	size_t end = token_after_bracket(t, i + 1);
	struct argument *variable = &call->arguments[call->macro->param_cnt - 1];

	if (expanded(x, variable) && end > i + 2)
		substitute(x, call, i + 2, end - 1, out);
	return end;
}

// token ## token: the right side as it was written. Gives the token after it.
static size_t substitute_pasted(struct expansion *x, const struct call *call, size_t i,
				struct pieces *out)
{
	const struct tokens *t = &call->macro->tokens;
	size_t right = i + 1;
	size_t parameter = parameter_of(call->macro, right);
	struct pieces optional = {0};

	if (parameter == SIZE_MAX && call->macro->is_variadic && token_is(t, right, "__VA_OPT__") &&
	    token_is(t, right + 1, "(")) {
		right = substitute_optional(x, call, right, &optional);
		paste(x, out, optional.first);
		return right;
	}
	if (parameter == SIZE_MAX) {
		paste(x, out, piece_of(x, t, right));
	} else if (is_variable(call, parameter) && i > 0 && token_is(t, i - 1, ",")) {
		struct argument *argument = &call->arguments[parameter];

		if (argument->raw)
			push_list(x, out, expanded(x, argument), argument->raw);
		else
			pop(out); // GNU: the comma before no arguments goes
	} else {
		paste(x, out, call->arguments[parameter].raw);
	}
	return right + 1;
}

// Appends one token of the body, or what stands for it. Gives the token after it.
static size_t substitute_one(struct expansion *x, const struct call *call, size_t i, size_t to,
			     struct pieces *out)
{
	const struct tokens *t = &call->macro->tokens;
	size_t parameter = parameter_of(call->macro, i);
	struct piece *piece = piece_of(x, t, i);

	if (call->macro->has_parameters && token_is(t, i, "#") && i + 1 < to &&
	    parameter_of(call->macro, i + 1) != SIZE_MAX) {
		parameter = parameter_of(call->macro, i + 1);
		push(out, quote(x, call->arguments[parameter].raw, piece));
		return i + 2;
	}
	if (call->macro->is_variadic && token_is(t, i, "__VA_OPT__") && token_is(t, i + 1, "("))
		return substitute_optional(x, call, i, out);
	if (parameter == SIZE_MAX)
		push(out, piece);
	else if (i + 1 < to && token_is(t, i + 1, "##"))
		push_list(x, out, call->arguments[parameter].raw, piece);
	else
		push_list(x, out, expanded(x, &call->arguments[parameter]), piece);
	return i + 1;
}

// Appends the body's tokens [from, to) with arguments in the place of parameters.
static void substitute(struct expansion *x, const struct call *call, size_t from, size_t to,
		       struct pieces *out)
{
	const struct tokens *t = &call->macro->tokens;
	bool is_behind_parameter = false;

	for (size_t i = from; i < to && !x->has_failed;) {
		struct pieces joined = {0};

		// What ## joins is put together apart: an empty argument joins nothing older.
		i = substitute_one(x, call, i, to, &joined);
		while (i + 1 < to && token_is(t, i, "##") && !x->has_failed)
			i = substitute_pasted(x, call, i, &joined);
		if (!joined.first)
			continue;
		joined.first->is_joint |= is_behind_parameter;
		is_behind_parameter = t->items[i - 1].kind == TOKEN_IDENT;
		if (!out->end)
			out->end = &out->first;
		*out->end = joined.first;
		out->end = joined.end;
	}
}

// --- calls ----------------------------------------------------------------------------------

// Reads the arguments behind the '(' at open. Gives the ')', or NULL when there is none.
static struct piece *read_arguments(struct expansion *x, struct call *call, struct piece *open)
{
	size_t cap = call->macro->param_cnt + 1;
	struct pieces argument = {0};
	int depth = 0;

	call->arguments = take(x, cap * sizeof *call->arguments);
	for (struct piece *at = open->next; at; at = at->next) {
		bool is_end = depth == 0 && is_punct(at, ")");
		bool is_next = depth == 0 && is_punct(at, ",") && call->argument_cnt + 1 < cap &&
			       !is_variable(call, call->argument_cnt);

		if (at->kind == TOKEN_DIRECTIVE)
			return NULL;
		if (is_end || is_next) {
			call->arguments[call->argument_cnt++] =
			    (struct argument){.raw = argument.first};
			argument = (struct pieces){0};
		} else {
			depth += is_punct(at, "(") - is_punct(at, ")");
			push(&argument, copy_piece(x, at));
		}
		if (is_end)
			return at;
	}
	return NULL;
}

// Tells whether a call has as many arguments as the macro has parameters.
static bool is_fitting(struct call *call)
{
	size_t cnt = call->macro->param_cnt;

	if (cnt == 0)
		return call->argument_cnt == 1 && !call->arguments[0].raw;
	if (call->macro->is_variadic && call->argument_cnt + 1 == cnt) {
		call->arguments[call->argument_cnt++] = (struct argument){0};
		return true;
	}
	return call->argument_cnt == cnt;
}

// Expands the call at `in`. Gives the list that goes on with what it became; `in` itself when it
// is no call.
static struct piece *expand_call(struct expansion *x, struct piece *in)
{
	struct call call = {.macro = x->find(x->ctx, in->text, in->len)};
	const struct hidden *hidden = in->hidden;
	struct piece *last = in;
	struct pieces out = {0};

	if (!call.macro || hides(in->hidden, call.macro))
		return in;
	if (call.macro->has_parameters) {
		if (!is_punct(in->next, "("))
			return in;
		last = read_arguments(x, &call, in->next);
		if (!last || !is_fitting(&call))
			return in;
		hidden = hidden_by_both(x, hidden, last->hidden);
	}
	substitute(x, &call, call.macro->body, call.macro->tokens.cnt, &out);
	hide_all(x, out.first, hide(x, hidden, call.macro));
	if (out.first) {
		out.first->has_space = in->has_space;
		out.first->is_joint = true;
		*out.end = last->next;
	} else {
		out.first = last->next;
	}
	if (last->next)
		last->next->is_joint = true;
	return out.first;
}

static struct piece *line_number(struct expansion *x, const struct piece *at)
{
	struct str text = {0};
	struct piece *piece = copy_piece(x, at);

	str_printf(&text, "%u", x->line);
	piece->kind = TOKEN_NUMBER;
	piece->len = text.len;
	piece->text = take_text(x, &text);
	str_release(&text);
	return piece;
}

// Expands a whole list.
static struct piece *expand(struct expansion *x, struct piece *in)
{
	struct pieces out = {0};

	if (++x->depth > DEPTH_MAX)
		x->has_failed = true;
	while (in && !x->has_failed) {
		struct piece *rest = in->kind == TOKEN_IDENT ? expand_call(x, in) : in;

		count_step(x);
		if (rest != in) {
			in = rest;
			continue;
		}
		rest = in->next;
		in->next = NULL;
		push(&out, is_ident(in, "__LINE__") ? line_number(x, in) : in);
		in = rest;
	}
	x->depth--;
	return out.first;
}

// --- one call in a text ---------------------------------------------------------------------

// Gives the end of the call that starts at token i: its closing ')', or its name alone.
static size_t call_end(const struct tokens *tokens, size_t i, const struct macro *macro)
{
	if (!macro->has_parameters)
		return i + 1;
	if (!token_is(tokens, i + 1, "("))
		return i;
	i = token_after_bracket(tokens, i + 1);
	return token_is(tokens, i - 1, ")") ? i : 0;
}

// Tells whether a list ends with a macro that would take the arguments behind it.
static bool ends_in_call(struct expansion *x, const struct piece *list)
{
	const struct macro *macro;

	while (list && list->next)
		list = list->next;
	if (!list || list->kind != TOKEN_IDENT)
		return false;
	macro = x->find(x->ctx, list->text, list->len);
	return macro && macro->has_parameters && !hides(list->hidden, macro);
}

// Writes a piece on the line: without the line breaks of a continued string.
static void add_piece(struct str *out, const struct piece *piece)
{
	for (size_t i = 0; i < piece->len; i++) {
		if (piece->text[i] == '\\' && i + 1 < piece->len && piece->text[i + 1] == '\n')
			i++;
		else if (piece->text[i] != '\n' && piece->text[i] != '\r')
			str_putc(out, piece->text[i]);
	}
}

// Tells whether two pieces of different origin would read as another token without a blank.
static bool would_grow(const struct piece *left, const struct piece *right)
{
	static const char alone[] = "()[]{},;";

	if (left->kind == TOKEN_PUNCT && strchr(alone, *left->text))
		return false;
	if (right->kind == TOKEN_PUNCT)
		return !strchr(alone, *right->text) &&
		       (left->kind == TOKEN_PUNCT || left->kind == TOKEN_NUMBER);
	return left->kind != TOKEN_PUNCT || right->kind == TOKEN_NUMBER;
}

static void add_list(struct str *out, const struct piece *list)
{
	const struct piece *last = NULL;

	for (; list; list = list->next) {
		if (last && (list->has_space || (list->is_joint && would_grow(last, list))))
			str_putc(out, ' ');
		add_piece(out, list);
		last = list;
	}
}

static struct piece *expand_tokens(struct expansion *x, const struct tokens *tokens, size_t i,
				   size_t end)
{
	struct pieces in = {0};

	for (; i < end; i++)
		push(&in, piece_of(x, tokens, i));
	return expand(x, in.first);
}

size_t macro_expand(const struct tokens *tokens, size_t i, macro_find_fn find, void *ctx,
		    size_t *budget, struct str *out)
{
	struct expansion x = {.find = find,
			      .ctx = ctx,
			      .line = tokens->items[i].line,
			      .step_max = *budget < STEP_MAX ? *budget : STEP_MAX};
	size_t len = tokens->items[i].end_byte - tokens->items[i].start_byte;
	const struct macro *macro = find(ctx, tokens->text + tokens->items[i].start_byte, len);
	size_t end = macro ? call_end(tokens, i, macro) : i;
	struct piece *list = NULL;

	if (end <= i)
		return i;
	list = expand_tokens(&x, tokens, i, end);
	while (!x.has_failed && ends_in_call(&x, list) && token_is(tokens, end, "(")) {
		size_t longer = token_after_bracket(tokens, end);

		if (!token_is(tokens, longer - 1, ")"))
			break;
		end = longer;
		list = expand_tokens(&x, tokens, i, end);
	}
	// A call that is none stays as it is: its first piece is then the name itself.
	if (x.has_failed || (list && list->text == tokens->text + tokens->items[i].start_byte))
		end = i;
	else
		add_list(out, list);
	release_pool(&x);
	*budget -= x.step_cnt < *budget ? x.step_cnt : *budget;
	return end;
}

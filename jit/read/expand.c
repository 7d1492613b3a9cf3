// jit/read/expand.c - a cell's text with those macros expanded that decide what the cell declares.
//
// One walk over the tokens, with a stack of frames, one per open bracket. A frame knows what its
// tokens are (items, a struct's members, ...) and how far the one at hand has got:
//
//   AT_START -name-> AT_NAME -name, '*' name-> IN_DECLARATION -'='-> IN_VALUE -','-> IN_DECLARATION
//   AT_START -type word-> IN_DECLARATION; -struct-> IN_TAG -name-> IN_TAG_NAMED -'{'->
//   IN_DECLARATION AT_START -if, for-> IN_CONDITION -')'-> AT_START; anything else -> IN_STATEMENT
//   every state -';'-> AT_START
//
// A wrong guess is harmless: a macro is expanded that the compiler would have expanded anyway.
#include "jit/read/expand.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/mem.h"
#include "base/str.h"
#include "jit/read/item.h"
#include "jit/read/macro.h"

// Steps that expansions may take: much more than any text needs, so little that it ends soon.
#define BUDGET_MIN 1000000
#define BUDGET_PER_TOKEN 50

enum context {
	ITEMS,
	MEMBERS, // of a struct or union
	ENUMERATORS,
	HEAD,   // the parentheses of a declarator, an attribute or parameters
	OPAQUE, // code, initialisers, array sizes: left to the compiler
};

enum state {
	AT_START,
	AT_NAME,  // behind a name that may be a type or begin an expression
	AT_VALUE, // behind a name that is none of a type
	AT_STAR,  // behind `name *`
	IN_TAG,
	IN_TAG_NAMED,
	IN_DECLARATION,
	IN_VALUE, // behind '=', or ':' of a bit field
	IN_CONDITION,
	IN_LABEL, // between `case` and ':'
	IN_STATEMENT,
};

struct frame {
	enum context context;
	enum state state;
	bool is_enum;         // the tag is an enum's
	bool is_after_parens; // the last token was a ')'
};

// What a name is as a macro at this place of the text.
struct known {
	char *name;          // owned
	struct macro *macro; // owned; NULL: none
	bool is_of_text;     // the text itself defined it
	UT_hash_handle hh;
};

struct walk {
	struct symbols *symbols;
	const struct tokens *tokens;
	struct known *known; // uthash
	struct frame *frames;
	size_t depth, cap; // frames[depth] is the current one
	struct str out;
	size_t budget;      // of steps of all expansions
	size_t copied_byte; // of the text, so much is in out
	shadowed_fn shadowed;
	void *ctx;
};

// --- macros ---------------------------------------------------------------------------------

static struct known *put_known(struct walk *w, const char *name, size_t len)
{
	struct known *known;

	HASH_FIND(hh, w->known, name, len, known);
	if (known) {
		macro_free(known->macro);
		known->macro = NULL;
		return known;
	}
	known = mem_zalloc(sizeof *known);
	known->name = mem_strndup(name, len);
	HASH_ADD_KEYPTR(hh, w->known, known->name, len, known);
	return known;
}

// macro_find_fn; ctx is the walk.
static const struct macro *find_macro(void *ctx, const char *name, size_t len)
{
	struct walk *w = ctx;
	const struct name *symbol;
	const struct decl *decl;
	struct known *known;

	HASH_FIND(hh, w->known, name, len, known);
	if (known)
		return known->macro;
	symbol = symbols_find(w->symbols, name, len);
	decl = symbol ? symbol->current[SPACE_MACRO] : NULL;
	if (!decl)
		return NULL;
	known = put_known(w, name, len);
	known->macro = macro_new(decl->text, decl->text_len);
	return known->macro;
}

static void read_directive(struct walk *w, size_t i)
{
	const struct token *token = &w->tokens->items[i];
	const char *text = w->tokens->text + token->start_byte;
	size_t len = token->end_byte - token->start_byte;
	size_t keyword_len, at = 0, start, name_len;
	const char *keyword = directive_keyword(text, len, &keyword_len);
	bool is_define = keyword_len == 6 && !memcmp(keyword, "define", 6);
	const char *rest = keyword + keyword_len;
	struct known *known;

	if (!is_define && !(keyword_len == 5 && !memcmp(keyword, "undef", 5)))
		return;
	if (!next_identifier(rest, (size_t)(text + len - rest), &at, &start, &name_len))
		return;
	known = put_known(w, rest + start, name_len);
	known->macro = is_define ? macro_new(text, len) : NULL;
	known->is_of_text = true;
}

static enum name_class classify(struct walk *w, const struct tokens *tokens, size_t i)
{
	size_t len;
	const char *text = token_text(tokens, i, &len);

	return symbols_classify(w->symbols, text, len);
}

// --- what an expansion is -------------------------------------------------------------------

// Tells whether a text is a type and nothing more: `unsigned long`, `struct node *`.
static bool is_plain_type(struct walk *w, const struct tokens *t)
{
	for (size_t i = 0; i < t->cnt; i++) {
		unsigned words = t->items[i].words & ~(unsigned)WORD_NEWER;

		if (words & WORD_STORAGE || words & (WORD_PARENS | WORD_STATEMENT))
			return false;
		if (words & WORD_TAG && t->items[i + 1].kind == TOKEN_IDENT)
			i++;
		else if (!words && !token_is(t, i, "*") &&
			 !(t->items[i].kind == TOKEN_IDENT && classify(w, t, i) == NAME_TYPE))
			return false;
	}
	return t->cnt > 0;
}

// Tells whether a text at an item's start is more than an expression, or not even one.
static bool is_structure(struct walk *w, const struct tokens *t)
{
	int depth = 0;

	if (!t->cnt || t->items[0].words & ~(unsigned)(WORD_EXPRESSION | WORD_NEWER) ||
	    token_is(t, 0, "_Pragma") || token_is(t, 0, "_Static_assert"))
		return true;
	for (size_t i = 0; i < t->cnt; i++) {
		depth += token_is(t, i, "(") - token_is(t, i, ")");
		if (depth == 0 &&
		    (token_is(t, i, ";") || token_is(t, i, "{") || token_is(t, i, "}")))
			return true;
	}
	if (t->items[0].kind != TOKEN_IDENT)
		return false;
	return t->cnt == 1 || classify(w, t, 0) == NAME_TYPE ||
	       t->items[1].kind == TOKEN_IDENT; // pasted names; `type name ...`
}

// Tells whether a text can stand where a declaration's name or an attribute of it stands.
static bool is_part_of_head(const struct tokens *t, bool has_body_behind)
{
	size_t i = 0;

	while (token_is(t, i, "*"))
		i++;
	if (i == t->cnt)
		return true;
	if (t->items[i].kind != TOKEN_IDENT)
		return token_is(t, 0, "(") && token_is(t, 1, "*");
	return !has_body_behind || token_is(t, t->cnt - 1, ")") || token_is(t, t->cnt - 1, "}") ||
	       t->cnt == 1;
}

// --- frames ---------------------------------------------------------------------------------

static struct frame *top(struct walk *w)
{
	return &w->frames[w->depth];
}

static void push_frame(struct walk *w, enum context context)
{
	if (++w->depth == w->cap) {
		w->cap *= 2;
		w->frames = mem_grow(w->frames, w->cap, sizeof *w->frames);
	}
	*top(w) = (struct frame){.context = context};
}

static enum context context_of_parens(const struct frame *frame)
{
	switch (frame->state) {
	case IN_TAG:
	case IN_TAG_NAMED:
	case IN_DECLARATION:
	case AT_STAR:
		return frame->context == OPAQUE ? OPAQUE : HEAD;
	default:
		return OPAQUE;
	}
}

static void open_brace(struct walk *w)
{
	struct frame *frame = top(w);
	enum context context = OPAQUE;

	if (frame->context == OPAQUE || frame->context == HEAD) {
		push_frame(w, OPAQUE);
		return;
	}
	if (frame->state == IN_TAG || frame->state == IN_TAG_NAMED) {
		context = frame->is_enum ? ENUMERATORS : MEMBERS;
		frame->state = IN_DECLARATION;
	} else if (frame->state != IN_VALUE &&
		   (frame->state != IN_STATEMENT || frame->is_after_parens)) {
		frame->state = AT_START; // a block or a function's body: an item ends with it
	}
	push_frame(w, context);
}

static void open_bracket(struct walk *w, char bracket)
{
	struct frame *frame = top(w);
	enum context context;

	if (bracket == '{') {
		open_brace(w);
		return;
	}
	context = bracket == '(' ? context_of_parens(frame) : OPAQUE;
	if (frame->state == AT_START || frame->state == AT_NAME || frame->state == AT_VALUE)
		frame->state = IN_STATEMENT;
	else if (frame->state == AT_STAR)
		frame->state = IN_DECLARATION;
	push_frame(w, context);
	top(w)->state = IN_DECLARATION; // of a HEAD
}

static void close_bracket(struct walk *w, char bracket)
{
	struct frame *frame;

	if (w->depth > 0)
		w->depth--;
	frame = top(w);
	frame->is_after_parens = bracket == ')';
	if (frame->state == IN_CONDITION)
		frame->state = AT_START;
}

// --- states ---------------------------------------------------------------------------------

static enum state after_first_word(unsigned words, struct walk *w, const struct tokens *t, size_t i)
{
	if (token_is(t, i, "else") || token_is(t, i, "do"))
		return AT_START;
	if (token_is(t, i, "case") || token_is(t, i, "default"))
		return IN_LABEL;
	if (token_is(t, i, "if") || token_is(t, i, "for") || token_is(t, i, "while") ||
	    token_is(t, i, "switch"))
		return IN_CONDITION;
	if (words & WORD_STATEMENT || words & WORD_EXPRESSION)
		return IN_STATEMENT;
	if (words & WORD_TAG)
		return IN_TAG;
	if (words)
		return IN_DECLARATION;
	switch (classify(w, t, i)) {
	case NAME_TYPE:
		return IN_DECLARATION;
	case NAME_VALUE:
		return AT_VALUE;
	default:
		return AT_NAME;
	}
}

static enum state after_word(struct walk *w, const struct frame *frame, const struct tokens *t,
			     size_t i)
{
	unsigned words = t->items[i].words & ~(unsigned)WORD_NEWER;

	switch (frame->state) {
	case AT_START:
		return frame->context == ENUMERATORS ? IN_DECLARATION
						     : after_first_word(words, w, t, i);
	case AT_NAME:
		return words & WORD_STATEMENT ? IN_STATEMENT : IN_DECLARATION;
	case AT_STAR:
		return IN_DECLARATION;
	case AT_VALUE:
		return IN_STATEMENT;
	case IN_TAG:
		return words & WORD_PARENS ? IN_TAG : IN_TAG_NAMED;
	case IN_TAG_NAMED:
	case IN_DECLARATION:
		return words & WORD_TAG ? IN_TAG : IN_DECLARATION;
	default:
		return frame->state;
	}
}

static enum state after_punct(const struct frame *frame, char c)
{
	bool is_label =
	    frame->state == AT_NAME || frame->state == AT_VALUE || frame->state == IN_LABEL;

	if (c == ';' || (c == ':' && is_label))
		return AT_START;
	if (c == ',' && frame->context == ENUMERATORS)
		return AT_START;
	if (c == '*' && (frame->state == AT_NAME || frame->state == AT_STAR))
		return AT_STAR;
	switch (frame->state) {
	case IN_TAG:
	case IN_TAG_NAMED:
	case IN_DECLARATION:
		return c == '=' || (c == ':' && frame->context == MEMBERS) ? IN_VALUE
									   : IN_DECLARATION;
	case IN_VALUE:
		return c == ',' ? IN_DECLARATION : IN_VALUE;
	case IN_LABEL:
		return IN_LABEL;
	default:
		return IN_STATEMENT;
	}
}

// Steps over one token that no macro stands for any more.
static void feed(struct walk *w, const struct tokens *t, size_t i)
{
	struct frame *frame = top(w);
	const struct token *token = &t->items[i];
	char c = t->text[token->start_byte];
	bool is_one_byte = token->end_byte - token->start_byte == 1;

	if (token->kind == TOKEN_DIRECTIVE)
		return;
	if (token->kind == TOKEN_PUNCT && is_one_byte && strchr("([{", c)) {
		open_bracket(w, c);
		return;
	}
	if (token->kind == TOKEN_PUNCT && is_one_byte && strchr(")]}", c)) {
		close_bracket(w, c);
		return;
	}
	frame->is_after_parens = false;
	if (frame->context == OPAQUE || frame->context == HEAD)
		return;
	if (token->kind == TOKEN_IDENT) {
		frame->is_enum = token->words & WORD_TAG ? token_is(t, i, "enum") : frame->is_enum;
		frame->state = after_word(w, frame, t, i);
	} else {
		frame->state = after_punct(frame, token->kind == TOKEN_PUNCT ? c : '0');
	}
}

// --- expanding ------------------------------------------------------------------------------

static bool may_expand(const struct frame *frame)
{
	if (frame->context == OPAQUE)
		return false;
	switch (frame->state) {
	case AT_START:
	case AT_NAME:
	case AT_STAR:
	case IN_TAG:
	case IN_TAG_NAMED:
	case IN_DECLARATION:
		return true;
	default:
		return false;
	}
}

// Tells whether a macro is to be expanded where it stands.
static bool is_wanted(struct walk *w, const struct macro *macro, const struct tokens *t)
{
	const struct frame *frame = top(w);
	bool is_kept_type = !macro_has_parameters(macro) && is_plain_type(w, t);

	if (token_is(t, 0, "#"))
		return false; // would read as a directive
	if (!may_expand(frame) || macro_is_unbalanced(macro))
		return macro_is_unbalanced(macro);
	if (frame->state == AT_START && frame->context == ENUMERATORS)
		return true;
	if (is_kept_type && frame->state != IN_TAG)
		return false;
	if (frame->state == AT_START)
		return is_structure(w, t);
	if (macro_has_parameters(macro))
		return true;
	return !t->cnt || t->items[0].kind == TOKEN_IDENT || token_is(t, 0, "*");
}

// Tells whether the text declares a name that is a macro of an earlier cell: `int N = 3;` behind
// an old `#define N 10`. Such a macro ends here.
static bool is_shadowed(struct walk *w, const struct macro *macro, size_t i, size_t end,
			const struct tokens *t)
{
	const struct frame *frame = top(w);
	struct name *name;
	struct known *known;
	size_t len;
	const char *text = token_text(w->tokens, i, &len);

	if (frame->context != ITEMS || !may_expand(frame) || macro_is_unbalanced(macro) ||
	    frame->state == AT_START || frame->state == IN_TAG ||
	    is_part_of_head(t, token_is(w->tokens, end, "{")))
		return false;
	HASH_FIND(hh, w->known, text, len, known);
	name = symbols_find(w->symbols, text, len);
	if (!known || known->is_of_text || !name || !name->current[SPACE_MACRO] ||
	    !name->current[SPACE_MACRO]->is_of_cell)
		return false;
	macro_free(known->macro);
	known->macro = NULL;
	w->shadowed(w->ctx, name);
	return true;
}

// Writes the text up to token i, then what the tokens [i, end) became and their line breaks.
static void replace(struct walk *w, size_t i, size_t end, const struct str *by)
{
	const struct tokens *t = w->tokens;
	size_t start = t->items[i].start_byte, stop = t->items[end - 1].end_byte;

	str_add(&w->out, t->text + w->copied_byte, start - w->copied_byte);
	str_add(&w->out, str_text(by), by->len);
	str_putc(&w->out, ' ');
	for (size_t at = start; at < stop; at++)
		if (t->text[at] == '\n')
			str_putc(&w->out, '\n');
	w->copied_byte = stop;
}

// Expands the macro call at token i if that is wanted. Gives the token after it, or i.
static size_t expand_at(struct walk *w, size_t i)
{
	struct str text = {0};
	struct tokens tokens;
	size_t len;
	const char *name = token_text(w->tokens, i, &len);
	const struct macro *macro = find_macro(w, name, len);
	bool is_candidate =
	    macro && w->budget && (may_expand(top(w)) || macro_is_unbalanced(macro));
	size_t end =
	    is_candidate ? macro_expand(w->tokens, i, find_macro, w, &w->budget, &text) : i;

	if (end > i) {
		tokens_init(&tokens, str_text(&text), text.len);
		if (!is_shadowed(w, macro, i, end, &tokens) && is_wanted(w, macro, &tokens)) {
			replace(w, i, end, &text);
			for (size_t j = 0; j < tokens.cnt; j++)
				feed(w, &tokens, j);
		} else {
			end = i;
		}
		tokens_release(&tokens);
	}
	str_release(&text);
	return end;
}

static void release_walk(struct walk *w)
{
	struct known *known, *next;

	HASH_ITER(hh, w->known, known, next)
	{
		HASH_DEL(w->known, known);
		macro_free(known->macro);
		free(known->name);
		free(known);
	}
	free(w->frames);
	str_release(&w->out);
}

static void walk_tokens(struct walk *w)
{
	const struct tokens *t = w->tokens;

	for (size_t i = 0; i < t->cnt;) {
		size_t end = i;

		if (t->items[i].kind == TOKEN_DIRECTIVE)
			read_directive(w, i);
		else if (t->items[i].kind == TOKEN_IDENT)
			end = expand_at(w, i);
		if (end == i)
			feed(w, t, end++);
		i = end;
	}
}

char *expand_items(struct symbols *symbols, const struct tokens *tokens, shadowed_fn shadowed,
		   void *ctx)
{
	struct walk w = {.symbols = symbols,
			 .tokens = tokens,
			 .shadowed = shadowed,
			 .ctx = ctx,
			 .cap = 16,
			 .budget = BUDGET_MIN + BUDGET_PER_TOKEN * tokens->cnt};
	char *text = NULL;

	w.frames = mem_zalloc(w.cap * sizeof *w.frames);
	walk_tokens(&w);
	if (w.copied_byte) {
		str_puts(&w.out, tokens->text + w.copied_byte);
		text = str_take(&w.out);
	}
	release_walk(&w);
	return text;
}

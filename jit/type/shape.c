// jit/type/shape.c - what a declaration declares, step by step.
#include "jit/type/shape.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const struct item *reading_init(struct reading *reading, struct symbols *symbols, const char *text,
				size_t len)
{
	tokens_init(&reading->tokens, text, len);
	items_init(&reading->items, &reading->tokens, symbols ? symbols_classify : NULL, symbols);
	if (reading->items.cnt)
		return &reading->items.items[0];
	reading_release(reading);
	return NULL;
}

void reading_release(struct reading *reading)
{
	items_release(&reading->items);
	tokens_release(&reading->tokens);
}

char *token_copy(const struct tokens *tokens, size_t i)
{
	const struct token *token = &tokens->items[i];

	return mem_strndup(tokens->text + token->start_byte, token->end_byte - token->start_byte);
}

size_t item_declarator(const struct tokens *tokens, const struct item *item, const char *name)
{
	size_t i = 0;

	while (i < item->declarator_cnt && !token_is(tokens, item->declarators[i].name, name))
		i++;
	return i;
}

static int add_step(struct shape *shape, enum shape_kind kind, size_t first, size_t end)
{
	if (shape->step_cnt == SHAPE_STEP_MAX)
		return -1;
	shape->steps[shape->step_cnt++] = (struct shape_step){kind, first, end};
	return 0;
}

// suffixes: ('[' ... ']' | '(' ... ')')*
static int read_suffixes(struct shape *shape, size_t *right, size_t end)
{
	const struct tokens *t = shape->tokens;

	while (*right < end && (token_is(t, *right, "[") || token_is(t, *right, "("))) {
		bool is_array = token_is(t, *right, "[");
		size_t after = token_after_bracket(t, *right);

		if (after > end ||
		    add_step(shape, is_array ? SHAPE_ARRAY : SHAPE_FUNCTION, *right, after))
			return -1;
		*right = after;
	}
	return 0;
}

// prefixes, right to left: ('*' qualifier*)*
static int read_prefixes(struct shape *shape, size_t *left, size_t first)
{
	const struct tokens *t = shape->tokens;
	size_t end = *left;

	while (*left > first && !token_is(t, *left - 1, "(")) {
		(*left)--;
		if (!token_is(t, *left, "*"))
			continue;
		if (add_step(shape, SHAPE_POINTER, *left, end))
			return -1;
		end = *left;
	}
	return 0;
}

int shape_init(struct shape *shape, const struct tokens *tokens, const struct item *item, size_t n)
{
	const struct declarator *d = &item->declarators[n];
	size_t left = d->name, right = d->name + 1;

	*shape = (struct shape){.tokens = tokens, .item = item, .width = NO_TOKEN};
	for (;;) {
		if (read_suffixes(shape, &right, d->end) || read_prefixes(shape, &left, d->first))
			return -1;
		if (left == d->first || right >= d->end || !token_is(tokens, right, ")"))
			break;
		left--;
		right++;
	}
	if (right < d->end && token_is(tokens, right, ":"))
		shape->width = right;
	return 0;
}

enum shape_kind shape_next(const struct shape *shape)
{
	return shape->step < shape->step_cnt ? shape->steps[shape->step].kind : SHAPE_BASE;
}

struct shape shape_after(const struct shape *shape)
{
	struct shape after = *shape;

	after.step++;
	after.width = NO_TOKEN;
	return after;
}

bool shape_is_flexible(const struct shape *shape)
{
	const struct shape_step *step = &shape->steps[shape->step];

	return shape_next(shape) == SHAPE_ARRAY && step->end - step->first == 2;
}

// Gives the token behind a bracketed group that starts at i, or i when none does.
static size_t after_group(const struct tokens *tokens, size_t i)
{
	return token_is(tokens, i, "(") || token_is(tokens, i, "{") ? token_after_bracket(tokens, i)
								    : i;
}

size_t shape_find_word(const struct shape *shape, const char *word)
{
	const struct item *item = shape->item;

	for (size_t i = item->first; i < item->spec_end;) {
		size_t after = after_group(shape->tokens, i);

		if (after == i && token_is(shape->tokens, i, word))
			return i;
		i = after == i ? i + 1 : after;
	}
	return NO_TOKEN;
}

// --- spelling -------------------------------------------------------------------------------

static bool is_one_of(const struct tokens *tokens, size_t i, const char *const *words)
{
	for (; *words; words++)
		if (token_is(tokens, i, *words))
			return true;
	return false;
}

static void add_tokens(const struct tokens *tokens, size_t first, size_t end, struct str *out)
{
	for (size_t i = first; i < end; i++) {
		const struct token *token = &tokens->items[i];
		bool is_apart = i > first && token->start_byte > tokens->items[i - 1].end_byte;

		if (is_apart)
			str_putc(out, ' ');
		str_add(out, tokens->text + token->start_byte, token->end_byte - token->start_byte);
	}
}

void shape_add_base(const struct shape *shape, struct str *out)
{
	static const char *const storage[] = {
	    "typedef",  "extern",    "static",   "auto",          "register",      "inline",
	    "__inline", "_Noreturn", "__thread", "_Thread_local", "__extension__", NULL};
	static const char *const groups[] = {"__attribute__", "__attribute", "_Alignas", NULL};
	const struct tokens *t = shape->tokens;
	size_t start = out->len;

	for (size_t i = shape->item->first; i < shape->item->spec_end;) {
		size_t after = after_group(t, i);

		if (after == i)
			after = i + 1;
		if (is_one_of(t, i, groups)) {
			after = after_group(t, i + 1);
		} else if (token_is(t, i, "{")) {
			str_puts(out, " {...}");
		} else if (!is_one_of(t, i, storage)) {
			if (out->len > start && !token_is(t, i, "("))
				str_putc(out, ' ');
			add_tokens(t, i, after, out);
		}
		i = after;
	}
}

// What one more step makes of a declarator without a name: "*" and array: "(*)[3]".
static void wrap(const struct shape *shape, const struct shape_step *step, struct str *inner)
{
	struct str out = {0};

	if (step->kind == SHAPE_POINTER) {
		add_tokens(shape->tokens, step->first, step->end, &out);
		if (out.len > 1 && inner->len)
			str_putc(&out, ' '); // "* const", and then a name or a bracket
		str_puts(&out, str_text(inner));
	} else {
		str_printf(&out, str_text(inner)[0] == '*' ? "(%s)" : "%s", str_text(inner));
		add_tokens(shape->tokens, step->first, step->end, &out);
	}
	str_release(inner);
	*inner = out;
}

void shape_add_type(const struct shape *shape, struct str *out)
{
	struct str declarator = {0};

	for (size_t i = shape->step; i < shape->step_cnt; i++)
		wrap(shape, &shape->steps[i], &declarator);
	shape_add_base(shape, out);
	if (str_text(&declarator)[0] == '*' || str_text(&declarator)[0] == '(')
		str_putc(out, ' ');
	str_puts(out, str_text(&declarator));
	str_release(&declarator);
}

// Gives where in "int (*)[3]" the name stands: behind the innermost of the "(*" that open one in
// the other, or in front of the first bracket.
static size_t name_place(const char *type)
{
	const char *at = strstr(type, "(*");

	if (!at)
		return strcspn(type, "[(");
	while (!strncmp(at, "(*", 2)) {
		at += 2;
		while (*at == '*' || *at == ' ' || !strncmp(at, "const", 5))
			at += *at == 'c' ? 5 : 1;
	}
	return (size_t)(at - type);
}

void shape_declare(const char *type, const char *name, struct str *out)
{
	size_t place = name_place(type);

	str_printf(out, "%.*s %s%s;", (int)place, type, name, type + place);
}

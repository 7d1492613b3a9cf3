// jit/read/prototype.c - a function's head, or a signature such as "double(const double *, int)",
// read.
#include "jit/read/prototype.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/mem.h"
#include "jit/read/lex.h"

// Typedefs of typedefs are looked through so deep.
#define TYPEDEF_MAX_DEPTH 16

static bool is_any(const struct tokens *tokens, size_t i, const char *const *words)
{
	for (; *words; words++)
		if (token_is(tokens, i, *words))
			return true;
	return false;
}

static bool is_storage(const struct tokens *tokens, size_t i)
{
	static const char *const words[] = {"static",        "extern",    "inline",   "__inline",
					    "__inline__",    "_Noreturn", "register", "auto",
					    "__extension__", NULL};

	return is_any(tokens, i, words);
}

static bool is_tag_word(const struct tokens *tokens, size_t i)
{
	static const char *const words[] = {"struct", "union", "enum", NULL};

	return is_any(tokens, i, words);
}

static bool is_qualifier(const struct tokens *tokens, size_t i)
{
	static const char *const words[] = {"const",        "volatile", "restrict", "__restrict",
					    "__restrict__", "_Atomic",  NULL};

	return is_any(tokens, i, words);
}

// Appends a token of a type: words have blanks between them, stars one before the first.
static void add_token(struct str *out, const struct tokens *tokens, size_t i)
{
	const struct token *token = &tokens->items[i];
	char last = out->len ? out->data[out->len - 1] : ' ';

	if (last != ' ' && last != '*' && last != '(' && !token_is(tokens, i, ")") &&
	    !token_is(tokens, i, ",") && !(last == ')' && token_is(tokens, i, "(")))
		str_putc(out, ' ');
	if (last == '*' && token->kind == TOKEN_IDENT)
		str_putc(out, ' ');
	str_add(out, tokens->text + token->start_byte, token->end_byte - token->start_byte);
}

// Finds the '(' of the parameters: the first bracket that is no attribute's. tokens.cnt: none.
static size_t find_parameters(const struct tokens *tokens)
{
	size_t i = 0;

	while (i < tokens->cnt && !token_is(tokens, i, "(")) {
		bool takes_parens = tokens->items[i].words & WORD_PARENS;

		i++;
		if (takes_parens && i < tokens->cnt && token_is(tokens, i, "("))
			i = token_after_bracket(tokens, i);
	}
	return i;
}

// Tells whether the identifier before the parameters is the function's name, not its result's type.
static bool is_name(const struct tokens *tokens, size_t i)
{
	if (i == SIZE_MAX || i == 0 || tokens->items[i].kind != TOKEN_IDENT ||
	    tokens->items[i].words & (WORD_TYPE | WORD_SPECIFIER) || is_tag_word(tokens, i - 1))
		return false;
	for (size_t before = i; before-- > 0;)
		if (!is_qualifier(tokens, before) && !is_storage(tokens, before))
			return true;
	return false;
}

static char *read_result(const struct tokens *tokens, size_t end)
{
	struct str type = {0};

	for (size_t i = 0; i < end; i++) {
		if (tokens->items[i].words & WORD_PARENS && token_is(tokens, i + 1, "("))
			i = token_after_bracket(tokens, i + 1) - 1;
		else if (!is_storage(tokens, i))
			add_token(&type, tokens, i);
	}
	return str_take(&type);
}

// Finds a parameter's name in [first, end); end: it has none.
static size_t find_name(const struct tokens *tokens, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		if (token_is(tokens, i, "(") && token_is(tokens, i + 1, "*"))
			return i + 2 < end && tokens->items[i + 2].kind == TOKEN_IDENT ? i + 2
										       : end;
	for (size_t i = first + 1; i < end; i++) {
		bool is_last = i + 1 == end || token_is(tokens, i + 1, "[");

		if (is_last && tokens->items[i].kind == TOKEN_IDENT &&
		    !(tokens->items[i].words & (WORD_TYPE | WORD_SPECIFIER)) &&
		    !is_tag_word(tokens, i - 1) && !(i == first + 1 && is_qualifier(tokens, first)))
			return i;
	}
	return end;
}

static void add_parameter(struct prototype *prototype, const struct tokens *tokens, size_t first,
			  size_t end)
{
	size_t name = find_name(tokens, first, end);
	const struct token *token = &tokens->items[name];
	struct str type = {0};
	bool is_array = false;

	for (size_t i = first; i < end; i++) {
		if (i == name || is_storage(tokens, i))
			continue;
		if (!token_is(tokens, i, "[")) {
			add_token(&type, tokens, i);
			continue;
		}
		if (!is_array) // the first dimension only
			str_puts(&type, " *");
		is_array = true;
		i = token_after_bracket(tokens, i) - 1;
	}
	prototype->params =
	    mem_grow(prototype->params, prototype->param_cnt + 1, sizeof *prototype->params);
	prototype->params[prototype->param_cnt++] = (struct parameter){
	    .type = str_take(&type),
	    .name = name == end ? mem_strdup("")
				: mem_strndup(tokens->text + token->start_byte,
					      token->end_byte - token->start_byte),
	};
}

// Reads the parameters between two brackets.
static void read_parameters(struct prototype *prototype, const struct tokens *tokens, size_t first,
			    size_t end)
{
	size_t start = first;

	if (first == end || (first + 1 == end && token_is(tokens, first, "void")))
		return;
	for (size_t i = first; i <= end; i++) {
		if (i < end && (token_is(tokens, i, "(") || token_is(tokens, i, "["))) {
			i = token_after_bracket(tokens, i) - 1;
			continue;
		}
		if (i < end && !token_is(tokens, i, ","))
			continue;
		if (token_is(tokens, start, "..."))
			prototype->is_variadic = true;
		else if (start < i)
			add_parameter(prototype, tokens, start, i);
		start = i + 1;
	}
}

static int read(struct prototype *prototype, const struct tokens *tokens)
{
	size_t open = find_parameters(tokens);
	size_t close = open < tokens->cnt ? token_after_bracket(tokens, open) : tokens->cnt + 1;
	bool has_name = is_name(tokens, open - 1);
	size_t result_end = has_name ? open - 1 : open;

	if (tokens->problem || !open || close > tokens->cnt || !token_is(tokens, close - 1, ")") ||
	    token_is(tokens, open + 1, "*") || token_is(tokens, close, "("))
		return -1;
	prototype->name =
	    has_name
		? mem_strndup(tokens->text + tokens->items[open - 1].start_byte,
			      tokens->items[open - 1].end_byte - tokens->items[open - 1].start_byte)
		: mem_strdup("");
	prototype->result = read_result(tokens, result_end);
	read_parameters(prototype, tokens, open + 1, close - 1);
	return *prototype->result ? 0 : -1;
}

int prototype_init(struct prototype *prototype, const char *text, size_t len, struct err *err)
{
	struct tokens tokens;
	int rc;

	*prototype = (struct prototype){0};
	tokens_init(&tokens, text, len);
	rc = read(prototype, &tokens);
	tokens_release(&tokens);
	if (!rc)
		return 0;
	prototype_release(prototype);
	return err_set(err, ERR_USAGE,
		       "'%.*s' is no signature; one looks like \"double(const double *, int)\"",
		       (int)len, text);
}

void prototype_release(struct prototype *prototype)
{
	for (size_t i = 0; i < prototype->param_cnt; i++) {
		free(prototype->params[i].type);
		free(prototype->params[i].name);
	}
	free(prototype->params);
	free(prototype->result);
	free(prototype->name);
	*prototype = (struct prototype){0};
}

void prototype_print(const struct prototype *prototype, struct str *out)
{
	const char *result = prototype->result;
	bool is_close = !*prototype->name || result[strlen(result) - 1] == '*';

	str_printf(out, "%s%s%s(", result, is_close ? "" : " ", prototype->name);
	for (size_t i = 0; i < prototype->param_cnt; i++)
		str_printf(out, "%s%s", i ? ", " : "", prototype->params[i].type);
	if (prototype->is_variadic)
		str_puts(out, prototype->param_cnt ? ", ..." : "...");
	else if (!prototype->param_cnt)
		str_puts(out, "void");
	str_putc(out, ')');
}

// --- the same types ---------------------------------------------------------------------------

// Gives what a simple typedef stands for: "unsigned long" of "typedef unsigned long size_t".
static bool find_typedef(const struct symbols *symbols, const char *name, size_t len,
			 struct str *meaning)
{
	const struct name *known = symbols ? symbols_find(symbols, name, len) : NULL;
	const struct decl *decl = known ? known->current[SPACE_ORDINARY] : NULL;
	const char *start, *end;

	if (!decl || !decl->is_type_name || decl->text_len < 8 ||
	    memcmp(decl->text, "typedef", 7) != 0 || memchr(decl->text, '(', decl->text_len) ||
	    memchr(decl->text, '{', decl->text_len) || memchr(decl->text, ',', decl->text_len) ||
	    memchr(decl->text, '[', decl->text_len))
		return false;
	start = decl->text + 7;
	end = memmem(start, decl->text_len - 7, name, len);
	for (const char *next = end; next && next < decl->text + decl->text_len;) {
		end = next;
		next =
		    memmem(next + 1, decl->text_len - (size_t)(next + 1 - decl->text), name, len);
	}
	if (!end)
		return false;
	str_add(meaning, start, (size_t)(end - start));
	return true;
}

// What a cell may include itself: names that its session does not know yet.
static bool find_standard(const char *name, size_t len, struct str *meaning)
{
	static const struct {
		const char *name, *meaning;
	} types[] = {
	    {"size_t", "unsigned long"},
	    {"ssize_t", "long"},
	    {"ptrdiff_t", "long"},
	    {"int8_t", "signed char"},
	    {"int16_t", "short"},
	    {"int32_t", "int"},
	    {"int64_t", "long"},
	    {"uint8_t", "unsigned char"},
	    {"uint16_t", "unsigned short"},
	    {"uint32_t", "unsigned"},
	    {"uint64_t", "unsigned long"},
	};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (strlen(types[i].name) != len || memcmp(types[i].name, name, len) != 0)
			continue;
		str_puts(meaning, types[i].meaning);
		return true;
	}
	return false;
}

static void add_words(const struct symbols *symbols, const char *type, int depth,
		      struct list *words)
{
	struct tokens tokens;

	tokens_init(&tokens, type, strlen(type));
	for (size_t i = 0; i < tokens.cnt; i++) {
		const struct token *token = &tokens.items[i];
		const char *text = type + token->start_byte;
		size_t len = token->end_byte - token->start_byte;
		struct str meaning = {0};

		if (token->kind == TOKEN_IDENT && depth < TYPEDEF_MAX_DEPTH &&
		    (!i || !is_tag_word(&tokens, i - 1)) &&
		    (find_typedef(symbols, text, len, &meaning) ||
		     find_standard(text, len, &meaning)))
			add_words(symbols, str_text(&meaning), depth + 1, words);
		else
			list_add_bytes(words, text, len);
		str_release(&meaning);
	}
	tokens_release(&tokens);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(word, *words))
			return true;
	return false;
}

// Appends the words up to a star in alphabetical order, without those that say nothing: "int" and
// "signed" beside others, though not beside "char".
static void add_group(char **words, size_t cnt, struct str *out)
{
	static const char *const silent[] = {"int", "signed", NULL};
	static const char *const qualifiers[] = {"const", "volatile", "restrict", NULL};
	bool has_type = false, is_char = false;

	if (cnt)
		qsort(words, cnt, sizeof *words, by_text);
	for (size_t i = 0; i < cnt; i++)
		is_char |= !strcmp(words[i], "char");
	for (size_t i = 0; i < cnt; i++) {
		if (!is_char && is_one_of(words[i], silent))
			continue;
		has_type |= !is_one_of(words[i], qualifiers);
		str_printf(out, "%s ", words[i]);
	}
	if (cnt && !has_type)
		str_puts(out, "int ");
}

// "long unsigned int *" -> "long unsigned *"
static void add_canonical(const struct symbols *symbols, const char *type, struct str *out)
{
	struct list words = {0};
	size_t start = 0;

	add_words(symbols, type, 0, &words);
	for (size_t i = 0; i <= words.cnt; i++) {
		if (i < words.cnt && strcmp(words.items[i], "*") != 0)
			continue;
		add_group(words.items + start, i - start, out);
		if (i < words.cnt)
			str_putc(out, '*');
		start = i + 1;
	}
	list_release(&words);
}

bool prototype_is_same_type(const struct symbols *symbols, const char *a, const char *b)
{
	struct str x = {0}, y = {0};
	bool is_same;

	add_canonical(symbols, a, &x);
	add_canonical(symbols, b, &y);
	is_same = !strcmp(str_text(&x), str_text(&y));
	str_release(&x);
	str_release(&y);
	return is_same;
}

bool prototype_is_same(const struct symbols *symbols, const struct prototype *a,
		       const struct prototype *b)
{
	bool is_same = a->param_cnt == b->param_cnt && a->is_variadic == b->is_variadic &&
		       prototype_is_same_type(symbols, a->result, b->result);

	for (size_t i = 0; i < a->param_cnt && is_same; i++)
		is_same = prototype_is_same_type(symbols, a->params[i].type, b->params[i].type);
	return is_same;
}

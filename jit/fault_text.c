// jit/fault_text.c - a fault in words: what happened, through which pointer, and what may help.
//
// The machine tells an address. Which expression that was is read from the source line, when only
// one pointer is used there.
#include "jit/fault_text.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "jit/read/lex.h"
#include "jit/type/type.h"

// Below this an address is a null pointer's, or a member's behind one.
#define NULL_BYTES 4096
#define HINT "\033[36mhint: \033[0m"

// The pointer that a line goes through.
struct pointer {
	const char *name; // in the cell's text
	size_t len;
	size_t token;
	bool is_indexed;
};

static const char *at(const struct tokens *tokens, size_t i)
{
	return tokens->text + tokens->items[i].start_byte;
}

static bool is_ident(const struct tokens *tokens, size_t i)
{
	return i < tokens->cnt && tokens->items[i].kind == TOKEN_IDENT && !tokens->items[i].words;
}

static bool is_member_access(const struct tokens *tokens, size_t i)
{
	return token_is(tokens, i, "->") || token_is(tokens, i, ".");
}

// Gives the first token of `a->b.c`, of which i is the last.
static size_t chain_start(const struct tokens *tokens, size_t i)
{
	while (i >= 2 && is_member_access(tokens, i - 1) && is_ident(tokens, i - 2))
		i -= 2;
	return i;
}

// Tells whether the '*' at i takes what a pointer points to: no product, no declaration.
static bool is_indirection(const struct tokens *tokens, size_t i)
{
	if (!token_is(tokens, i, "*") || !is_ident(tokens, i + 1))
		return false;
	if (i == 0 || tokens->items[i - 1].words & WORD_STATEMENT)
		return true;
	return tokens->items[i - 1].kind == TOKEN_PUNCT && !token_is(tokens, i - 1, ")") &&
	       !token_is(tokens, i - 1, "]") && !token_is(tokens, i - 1, "*");
}

// Notes a pointer. Returns false when the line goes through another one, too.
static bool note(const struct tokens *tokens, size_t last, bool is_indexed, struct pointer *pointer)
{
	size_t first = chain_start(tokens, last);
	const char *name = at(tokens, first);
	size_t len = tokens->items[last].end_byte - tokens->items[first].start_byte;

	if (pointer->name)
		return pointer->len == len && !memcmp(pointer->name, name, len);
	*pointer = (struct pointer){name, len, first, is_indexed};
	return true;
}

// Finds the one pointer that the line goes through. Returns false when there is none, or several.
static bool find_pointer(const struct tokens *tokens, uint32_t line, struct pointer *pointer)
{
	bool is_only = true;

	*pointer = (struct pointer){0};
	for (size_t i = 0; i < tokens->cnt && is_only; i++) {
		if (tokens->items[i].line != line)
			continue;
		if (is_ident(tokens, i) && token_is(tokens, i + 1, "->"))
			is_only = note(tokens, i, false, pointer);
		else if (is_ident(tokens, i) && token_is(tokens, i + 1, "["))
			is_only = note(tokens, i, true, pointer);
		else if (is_indirection(tokens, i) && !token_is(tokens, i + 2, "(") &&
			 !is_member_access(tokens, i + 2) && !token_is(tokens, i + 2, "["))
			is_only = note(tokens, i + 1, false, pointer);
	}
	return is_only && pointer->name;
}

// Gives the last token of the type before the '*'s with which the token at i is declared;
// SIZE_MAX: it is not declared there.
static size_t declared_type(const struct tokens *tokens, size_t i, const struct pointer *pointer)
{
	size_t len = tokens->items[i].end_byte - tokens->items[i].start_byte, star = i;

	if (!is_ident(tokens, i) || len != pointer->len ||
	    memcmp(at(tokens, i), pointer->name, len) != 0)
		return SIZE_MAX;
	while (star > 0 && token_is(tokens, star - 1, "*"))
		star--;
	if (star == i || star == 0 || tokens->items[star - 1].kind != TOKEN_IDENT ||
	    tokens->items[star - 1].words & (WORD_STATEMENT | WORD_EXPRESSION))
		return SIZE_MAX;
	return star - 1;
}

// Appends the type with which the cell declares the pointer, "struct node *", or nothing.
static void add_type(const struct tokens *tokens, const struct pointer *pointer, struct str *out)
{
	for (size_t i = pointer->token + 1; i-- > 0;) {
		size_t first = declared_type(tokens, i, pointer);

		if (first == SIZE_MAX)
			continue;
		while (first > 0 && tokens->items[first - 1].kind == TOKEN_IDENT &&
		       !(tokens->items[first - 1].words & WORD_STATEMENT))
			first--;
		str_printf(out, "%.*s",
			   (int)(tokens->items[i - 1].end_byte - tokens->items[first].start_byte),
			   at(tokens, first));
		return;
	}
}

static bool is_named(const struct tokens *tokens, size_t i, const struct pointer *pointer)
{
	size_t len = tokens->items[i].end_byte - tokens->items[i].start_byte;

	return is_ident(tokens, i) && len == pointer->len &&
	       !memcmp(at(tokens, i), pointer->name, len);
}

// Tells whether the cell declares the name, up to where it is used, as an array: "int v[3]". A
// parameter of that form is a pointer.
static bool declares_array(const struct tokens *tokens, const struct pointer *pointer)
{
	size_t depth = 0;

	for (size_t i = 1; i <= pointer->token; i++) {
		const struct token *before = &tokens->items[i - 1];

		depth += token_is(tokens, i, "(");
		depth -= token_is(tokens, i, ")") && depth > 0;
		if (!depth && is_named(tokens, i, pointer) && token_is(tokens, i + 1, "[") &&
		    before->kind == TOKEN_IDENT &&
		    !(before->words & (WORD_STATEMENT | WORD_EXPRESSION)))
			return true;
	}
	return false;
}

// Tells whether the name is that of an array, which no address is read from.
static bool is_array(const struct fault_facts *facts, const struct tokens *tokens,
		     const struct pointer *pointer)
{
	struct types types;
	bool is;

	for (size_t i = 0; i < pointer->token; i++)
		if (declared_type(tokens, i, pointer) != SIZE_MAX)
			return false;
	if (declares_array(tokens, pointer))
		return true;
	if (!facts->symbols)
		return false;
	types_init(&types, facts->symbols, NULL);
	is = type_of_name(&types, pointer->name, pointer->len)->kind == TYPE_ARRAY;
	types_release(&types);
	return is;
}

// "through `top`, a null `struct node *`"
static void add_pointer(const struct fault_facts *facts, struct str *out)
{
	struct tokens tokens;
	struct pointer pointer;
	struct str type = {0};
	bool is_null = facts->address < NULL_BYTES;

	if (!facts->text)
		return;
	tokens_init(&tokens, facts->text, strlen(facts->text));
	if (find_pointer(&tokens, facts->line, &pointer) && !is_array(facts, &tokens, &pointer)) {
		add_type(&tokens, &pointer, &type);
		str_printf(out, " through `%.*s`", (int)pointer.len, pointer.name);
		if (type.len)
			str_printf(out, ", a %s`%s`", is_null ? "null " : "", type.data);
		else if (is_null)
			str_puts(out, ", which is null");
	}
	str_release(&type);
	tokens_release(&tokens);
}

static void describe_access(const struct fault_facts *facts, struct str *out)
{
	static const char *const words[] = {"access to", "read of", "write to", "jump to"};

	if (facts->code == SI_KERNEL) {
		str_puts(out, ": access to an address that no memory can have");
		add_pointer(facts, out);
		return;
	}
	if (facts->code <= 0) // somebody sent the signal
		return;
	str_printf(out, ": %s address 0x%llx", words[facts->access & 3],
		   (unsigned long long)facts->address);
	add_pointer(facts, out);
}

static void add_name(uint32_t number, struct str *out)
{
	const char *name = sigabbrev_np((int)number);

	if (name)
		str_printf(out, "SIG%s", name);
	else
		str_printf(out, "SIGRTMIN+%d", (int)number - SIGRTMIN);
}

static const char *text_of(const struct fault_facts *facts)
{
	if (*facts->detail)
		return facts->detail;
	switch (facts->signal) {
	case SIGSEGV:
		return "segmentation fault";
	case SIGBUS:
		return "bus error";
	case SIGFPE:
		return facts->code == FPE_INTDIV ? "integer division by zero" : "arithmetic error";
	case SIGILL:
		return "illegal instruction";
	case SIGABRT:
		return "aborted";
	default:
		return NULL;
	}
}

void fault_describe(const struct fault_facts *facts, struct str *ename, struct str *evalue)
{
	const char *text = text_of(facts);
	bool is_access = facts->signal == SIGSEGV || facts->signal == SIGBUS;

	add_name(facts->signal, ename);
	if (text)
		str_puts(evalue, text);
	else
		str_printf(evalue, "signal %u (%s)", facts->signal, strsignal((int)facts->signal));
	if (*facts->function)
		str_printf(evalue, " in %s()", facts->function);
	if (is_access && !*facts->detail)
		describe_access(facts, evalue);
}

// --- hints ----------------------------------------------------------------------------------

// Gives the first of the words that the cell calls on a line (0: any); NULL: none.
static const char *called(const struct tokens *tokens, uint32_t line, const char *const *words)
{
	for (size_t i = 0; i + 1 < tokens->cnt; i++) {
		if ((line && tokens->items[i].line != line) || !token_is(tokens, i + 1, "("))
			continue;
		for (const char *const *word = words; *word; word++)
			if (token_is(tokens, i, *word))
				return *word;
	}
	return NULL;
}

// Gives the word by which the cell makes the pointer's value, "malloc"; NULL: none.
static const char *made_by(const struct tokens *tokens, const struct pointer *pointer)
{
	static const char *const words[] = {"malloc", "calloc", "realloc", "fopen",
					    "strchr", "strstr", "getenv",  NULL};

	for (size_t i = 0; i + 2 < tokens->cnt; i++) {
		size_t len = tokens->items[i].end_byte - tokens->items[i].start_byte;

		if (len != pointer->len || memcmp(at(tokens, i), pointer->name, len) != 0 ||
		    !token_is(tokens, i + 1, "="))
			continue;
		for (const char *const *word = words; *word; word++)
			if (token_is(tokens, i + 2, *word))
				return *word;
	}
	return NULL;
}

static bool has_string(const struct tokens *tokens)
{
	for (size_t i = 0; i < tokens->cnt; i++)
		if (tokens->items[i].kind == TOKEN_STRING)
			return true;
	return false;
}

static void hint_at_pointer(const struct fault_facts *facts, const struct tokens *tokens,
			    const struct pointer *pointer, struct str *out)
{
	const char *maker = made_by(tokens, pointer);
	int len = (int)pointer->len;

	if (facts->address < NULL_BYTES && facts->code != SI_KERNEL && maker)
		str_printf(out,
			   HINT "%s() gives NULL when it fails: check `%.*s` before it is used\n",
			   maker, len, pointer->name);
	else if (facts->address < NULL_BYTES && facts->code != SI_KERNEL &&
		 !is_array(facts, tokens, pointer))
		str_printf(out, HINT "`%.*s` points to nothing: has it been set?\n", len,
			   pointer->name);
	else if (pointer->is_indexed)
		str_printf(out, HINT "is the index within `%.*s`? The last one is its length - 1\n",
			   len, pointer->name);
	else
		str_printf(
		    out, HINT "does `%.*s` still point to something? It may be not set, or freed\n",
		    len, pointer->name);
}

static void hint_at_access(const struct fault_facts *facts, const struct tokens *tokens,
			   struct str *out)
{
	static const char *const scans[] = {"scanf", "sscanf", "fscanf", NULL};
	struct pointer pointer;

	if (called(tokens, facts->line, scans))
		str_puts(out, HINT "scanf() stores through pointers: &n, not n\n");
	else if (facts->access == FAULT_WRITE && facts->code == SEGV_ACCERR && has_string(tokens))
		str_puts(out, HINT "a string literal must not be written to: "
				   "char s[] = \"...\" makes a copy\n");
	else if (find_pointer(tokens, facts->line, &pointer))
		hint_at_pointer(facts, tokens, &pointer, out);
}

static void hint_at_overflow(const struct fault_facts *facts, struct str *out)
{
	if (*facts->repeated)
		str_printf(out,
			   HINT "%s() calls itself again and again: does it always come to an "
				"end?\n",
			   facts->repeated);
	else
		str_puts(out, HINT "large arrays do not fit on the stack: make them static, or use "
				   "malloc()\n");
}

void fault_hint(const struct fault_facts *facts, struct str *out)
{
	static const char *const frees[] = {"free", "realloc", "malloc", "calloc", "fclose", NULL};
	struct tokens tokens;

	if (!strcmp(facts->detail, "stack overflow")) {
		hint_at_overflow(facts, out);
		return;
	}
	if (!facts->text)
		return;
	tokens_init(&tokens, facts->text, strlen(facts->text));
	if ((facts->signal == SIGSEGV || facts->signal == SIGBUS) && facts->code > 0)
		hint_at_access(facts, &tokens, out);
	else if (facts->signal == SIGFPE && facts->code == FPE_INTDIV)
		str_puts(out, HINT "check the divisor before / and %\n");
	else if (facts->signal == SIGABRT && !*facts->detail && called(&tokens, facts->line, frees))
		str_puts(out,
			 HINT "the heap is damaged: was a block freed twice, or written past its "
			      "end?\n");
	tokens_release(&tokens);
}

// magics/jit_text.c - a cell's text as %%jit and %%vectorize compile it.
#include "magics/jit_text.h"

#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/item.h"
#include "jit/read/lex.h"
#include "jit/read/prototype.h"

// A text taken apart.
struct parts {
	const char *text;
	struct symbols *symbols;
	const struct list *types; // names that stand for types; may be NULL
	struct tokens tokens;
	struct items items;
};

static enum name_class classify(void *ctx, const char *name, size_t len)
{
	const struct parts *parts = ctx;

	for (size_t i = 0; parts->types && i < parts->types->cnt; i++)
		if (strlen(parts->types->items[i]) == len &&
		    !memcmp(parts->types->items[i], name, len))
			return NAME_TYPE;
	return symbols_classify(parts->symbols, name, len);
}

static void parts_init(struct parts *parts, struct symbols *symbols, const char *text,
		       const struct list *types)
{
	*parts = (struct parts){.text = text, .symbols = symbols, .types = types};
	tokens_init(&parts->tokens, text, strlen(text));
	items_init(&parts->items, &parts->tokens, classify, parts);
}

static void parts_release(struct parts *parts)
{
	items_release(&parts->items);
	tokens_release(&parts->tokens);
}

static size_t start_byte(const struct parts *parts, size_t token)
{
	return parts->tokens.items[token].start_byte;
}

// Reads a function's head. Returns false for an item that is none, or is beyond us.
static bool read_head(const struct parts *parts, const struct item *item,
		      struct prototype *prototype)
{
	size_t start = start_byte(parts, item->first);
	struct err ignored = {0};

	return item->kind == ITEM_FUNCTION &&
	       !prototype_init(prototype, parts->text + start,
			       start_byte(parts, item->body) - start, &ignored);
}

// Finds the function of a name ("": the only one there is). NULL with err filled when there is
// none. The caller releases prototype.
static const struct item *find_function(const struct parts *parts, const char *name,
					struct prototype *prototype, struct err *err)
{
	const struct item *found = NULL;

	for (size_t i = 0; i < parts->items.cnt; i++) {
		struct prototype head;

		if (!read_head(parts, &parts->items.items[i], &head))
			continue;
		if (*name && strcmp(head.name, name) != 0) {
			prototype_release(&head);
			continue;
		}
		if (found) {
			prototype_release(&head);
			prototype_release(prototype);
			err_set(err, ERR_USAGE,
				"the cell defines more than one function: say which "
				"the signature is of: \"double f(double)\"");
			return NULL;
		}
		found = &parts->items.items[i];
		*prototype = head;
	}
	if (!found)
		err_set(err, ERR_USAGE,
			*name ? "the cell defines no function '%s'"
			      : "the cell defines no function%s",
			name);
	return found;
}

// --- signatures -------------------------------------------------------------------------------

static int differ(const struct prototype *head, const char *signature, struct err *err)
{
	struct str text = {0};
	int rc;

	prototype_print(head, &text);
	rc = err_set(err, ERR_USAGE, "'%s' is %s, not %s", head->name, text.data, signature);
	str_release(&text);
	return rc;
}

static int check_one(const struct parts *parts, const char *signature, struct err *err)
{
	struct prototype wanted, head;
	int rc = prototype_init(&wanted, signature, strlen(signature), err);

	if (rc)
		return rc;
	rc = find_function(parts, wanted.name, &head, err) ? 0 : -1;
	if (!rc) {
		if (!prototype_is_same(parts->symbols, &wanted, &head))
			rc = differ(&head, signature, err);
		prototype_release(&head);
	}
	prototype_release(&wanted);
	return rc;
}

int jit_text_check(struct symbols *symbols, const char *text, const struct list *signatures,
		   struct err *err)
{
	struct parts parts;
	int rc = 0;

	parts_init(&parts, symbols, text, NULL);
	for (size_t i = 0; i < signatures->cnt && !rc; i++)
		rc = check_one(&parts, signatures->items[i], err);
	parts_release(&parts);
	return rc;
}

// --- instances --------------------------------------------------------------------------------

// The function that is written over type names.
struct generic {
	const struct parts *parts;
	const struct item *item;
	struct prototype head;
	size_t chooser;     // the parameter that chooses the instance
	struct str choices; // "double: add_double, "
	struct list chosen; // types that are told apart so far
	struct str first;   // the name of the first instance
};

static size_t find_type(const struct list *types, const char *word, size_t len)
{
	size_t i = 0;

	while (i < types->cnt &&
	       (strlen(types->items[i]) != len || memcmp(types->items[i], word, len) != 0))
		i++;
	return i;
}

// Tells whether a type is written with one of the names; at: which token, which: which name.
static bool names_type(const struct list *types, const struct tokens *tokens, size_t *at,
		       size_t *which)
{
	for (*at = 0; *at < tokens->cnt; ++*at) {
		const struct token *token = &tokens->items[*at];

		*which = find_type(types, tokens->text + token->start_byte,
				   token->end_byte - token->start_byte);
		if (*which < types->cnt)
			return true;
	}
	return false;
}

static bool is_same_token(const struct tokens *a, size_t i, const struct tokens *b, size_t j)
{
	size_t len = a->items[i].end_byte - a->items[i].start_byte;

	return len == b->items[j].end_byte - b->items[j].start_byte &&
	       !memcmp(a->text + a->items[i].start_byte, b->text + b->items[j].start_byte, len);
}

// Binds the name at token `at` of a pattern to what stands there in a type: T of "const T *" to
// double of "const double *". Returns NULL when they do not fit. The caller frees.
static char *bind_tokens(const struct tokens *pattern, size_t at, const struct tokens *type)
{
	size_t tail = pattern->cnt - at - 1, end;

	if (type->cnt < at + 1 + tail)
		return NULL;
	end = type->cnt - tail;
	for (size_t i = 0; i < at; i++)
		if (!is_same_token(pattern, i, type, i))
			return NULL;
	for (size_t i = 0; i < tail; i++)
		if (!is_same_token(pattern, at + 1 + i, type, end + i))
			return NULL;
	return mem_strndup(type->text + type->items[at].start_byte,
			   type->items[end - 1].end_byte - type->items[at].start_byte);
}

// Notes what a type of the signature makes of the names. Returns false when it does not fit.
static bool bind(const struct generic *generic, const char *pattern, const char *type, char **bound)
{
	const struct symbols *symbols = generic->parts->symbols;
	struct tokens p, t;
	size_t at, which;
	bool fits = true;

	assert(pattern && type); // both heads were read
	tokens_init(&p, pattern, strlen(pattern));
	tokens_init(&t, type, strlen(type));
	if (!names_type(generic->parts->types, &p, &at, &which)) {
		fits = prototype_is_same_type(symbols, pattern, type);
	} else {
		char *meaning = bind_tokens(&p, at, &t);

		fits = meaning &&
		       (!bound[which] || prototype_is_same_type(symbols, bound[which], meaning));
		if (fits && !bound[which]) {
			bound[which] = meaning;
			meaning = NULL;
		}
		free(meaning);
	}
	tokens_release(&p);
	tokens_release(&t);
	return fits;
}

static bool bind_all(const struct generic *generic, const struct prototype *wanted, char **bound)
{
	const struct prototype *head = &generic->head;

	if (head->param_cnt != wanted->param_cnt || head->is_variadic != wanted->is_variadic ||
	    !bind(generic, head->result, wanted->result, bound))
		return false;
	for (size_t i = 0; i < head->param_cnt; i++)
		if (!bind(generic, head->params[i].type, wanted->params[i].type, bound))
			return false;
	for (size_t i = 0; i < generic->parts->types->cnt; i++)
		if (!bound[i])
			return false;
	return true;
}

// add_double, add_unsigned_int
static void add_instance_name(const struct generic *generic, char *const *bound, struct str *out)
{
	str_puts(out, generic->head.name);
	for (size_t i = 0; i < generic->parts->types->cnt; i++) {
		str_putc(out, '_');
		for (const char *c = bound[i]; *c; c++)
			if (isalnum((unsigned char)*c) || *c == '_')
				str_putc(out, *c);
			else if (*c == ' ')
				str_putc(out, '_');
			else if (*c == '*')
				str_puts(out, "ptr");
	}
}

// Appends one token of the function, with a type in place of its name, and the instance's name.
static void add_instance_token(const struct generic *generic, char *const *bound, const char *name,
			       size_t i, struct str *out)
{
	const struct parts *parts = generic->parts;
	const struct token *token = &parts->tokens.items[i];
	const char *word = parts->text + token->start_byte;
	size_t len = token->end_byte - token->start_byte;
	size_t which =
	    token->kind == TOKEN_IDENT ? find_type(parts->types, word, len) : parts->types->cnt;

	if (which < parts->types->cnt)
		str_puts(out, bound[which]);
	else if (token->kind == TOKEN_IDENT && strlen(generic->head.name) == len &&
		 !memcmp(generic->head.name, word, len))
		str_puts(out, name);
	else
		str_add(out, word, len);
}

// Appends the function's text as an instance. The first one stands where the function stood, the
// others behind it on its last line: what follows keeps its lines. Directives have lines of their
// own.
static void add_instance(const struct generic *generic, char *const *bound, const char *name,
			 struct str *out)
{
	const struct parts *parts = generic->parts;
	const struct token *tokens = parts->tokens.items;
	bool is_first = !generic->first.len;
	size_t at = start_byte(parts, generic->item->first);

	for (size_t i = generic->item->first; i < generic->item->end; i++) {
		size_t gap = tokens[i].start_byte - at;
		bool is_directive = tokens[i].kind == TOKEN_DIRECTIVE;

		if (is_first)
			str_add(out, parts->text + at, gap);
		else if (gap || is_directive)
			str_putc(out, is_directive ? '\n' : ' ');
		add_instance_token(generic, bound, name, i, out);
		if (!is_first && is_directive)
			str_putc(out, '\n');
		at = tokens[i].end_byte;
	}
}

// Appends a type with the meaning in place of the name.
static void add_meaning(const struct generic *generic, const char *type, char *const *bound,
			struct str *out)
{
	struct tokens tokens;
	size_t at, which;

	tokens_init(&tokens, type, strlen(type));
	names_type(generic->parts->types, &tokens, &at, &which);
	str_printf(out, "%.*s%s%s", (int)tokens.items[at].start_byte, type, bound[which],
		   type + tokens.items[at].end_byte);
	tokens_release(&tokens);
}

static int add_choice(struct generic *generic, char *const *bound, const char *name,
		      struct err *err)
{
	const char *pattern;
	struct str type = {0};
	int rc = 0;

	assert(generic->head.params); // find_chooser() found one
	pattern = generic->head.params[generic->chooser].type;
	add_meaning(generic, pattern, bound, &type);
	for (size_t i = 0; i < generic->chosen.cnt && !rc; i++)
		if (prototype_is_same_type(generic->parts->symbols, generic->chosen.items[i],
					   type.data))
			rc = err_set(err, ERR_USAGE,
				     "two signatures take %s: an argument could not choose",
				     type.data);
	list_add(&generic->chosen, type.data);
	str_printf(&generic->choices, "%s: %s, ", type.data, name);
	if (!strncmp(type.data, "const ", 6) && strchr(type.data, '*'))
		str_printf(&generic->choices, "%s: %s, ", type.data + 6, name);
	str_release(&type);
	return rc;
}

static int add_signature(struct generic *generic, const char *signature, struct str *out,
			 struct err *err)
{
	size_t type_cnt = generic->parts->types->cnt;
	char **bound = mem_zalloc((type_cnt + 1) * sizeof *bound);
	struct prototype wanted;
	struct str name = {0};
	int rc = prototype_init(&wanted, signature, strlen(signature), err);

	assert(generic->head.name);
	if (!rc && ((*wanted.name && strcmp(wanted.name, generic->head.name) != 0) ||
		    !bind_all(generic, &wanted, bound)))
		rc = differ(&generic->head, signature, err);
	if (!rc) {
		add_instance_name(generic, bound, &name);
		rc = add_choice(generic, bound, name.data, err);
		add_instance(generic, bound, name.data, out);
		if (!generic->first.len)
			str_puts(&generic->first, name.data);
	}
	prototype_release(&wanted);
	for (size_t i = 0; i < type_cnt; i++)
		free(bound[i]);
	free(bound);
	str_release(&name);
	return rc;
}

// Tells whether an item of the text, a function, is written over the names.
static bool is_generic(const struct parts *parts, const struct item *item)
{
	for (size_t i = item->first; item->kind == ITEM_FUNCTION && i < item->body; i++) {
		const struct token *token = &parts->tokens.items[i];

		if (token->kind == TOKEN_IDENT &&
		    find_type(parts->types, parts->text + token->start_byte,
			      token->end_byte - token->start_byte) < parts->types->cnt)
			return true;
	}
	return false;
}

static int find_chooser(struct generic *generic, struct err *err)
{
	const struct prototype *head = &generic->head;

	for (size_t i = 0; i < head->param_cnt; i++) {
		struct tokens tokens;
		size_t at, which;
		bool is_it;

		tokens_init(&tokens, head->params[i].type, strlen(head->params[i].type));
		is_it = names_type(generic->parts->types, &tokens, &at, &which);
		tokens_release(&tokens);
		generic->chooser = i;
		if (is_it)
			return 0;
	}
	return err_set(err, ERR_USAGE,
		       "no parameter of '%s' is of a type of --types: no call could choose",
		       head->name);
}

static int find_generic(struct generic *generic, struct err *err)
{
	const struct parts *parts = generic->parts;
	struct str names = {0};
	int rc = 0;

	list_join(parts->types, ", ", &names);
	for (size_t i = 0; i < parts->items.cnt && !rc; i++) {
		if (!is_generic(parts, &parts->items.items[i]))
			continue;
		if (generic->item)
			rc = err_set(err, ERR_USAGE,
				     "two functions are written over '%s': one per cell",
				     names.data);
		generic->item = &parts->items.items[i];
	}
	if (!rc && (!generic->item || !read_head(parts, generic->item, &generic->head)))
		rc = err_set(err, ERR_USAGE, "no function of the cell is written over '%s'",
			     names.data);
	str_release(&names);
	return rc ? rc : find_chooser(generic, err);
}

// "#define add(a0, a1) _Generic((a0), double: add_double, ...)(a0, a1)"
static void add_macro(const struct generic *generic, struct str *out)
{
	const struct prototype *head = &generic->head;
	struct str arguments = {0};
	bool is_pointer = strchr(head->params[generic->chooser].type, '*') != NULL;

	for (size_t i = 0; i < head->param_cnt; i++)
		str_printf(&arguments, "%sa%zu", i ? ", " : "", i);
	str_printf(out, "#define %s(%s) _Generic((a%zu), %s", head->name, arguments.data,
		   generic->chooser, generic->choices.data);
	if (is_pointer)
		str_cut(out, out->len - 2);
	else
		str_printf(out, "default: %s", generic->first.data);
	str_printf(out, ")(%s)", arguments.data);
	str_release(&arguments);
}

// The macro stands on the text's first line, which is the magic's and blank.
static void join(const struct generic *generic, const struct list *instances, struct str *out)
{
	const struct parts *parts = generic->parts;
	size_t line_end = strcspn(parts->text, "\n");
	size_t start, end;

	assert(generic->item); // find_generic() found it
	start = start_byte(parts, generic->item->first);
	end = parts->tokens.items[generic->item->end - 1].end_byte;
	add_macro(generic, out);
	str_add(out, parts->text + line_end, start - line_end);
	list_join(instances, " ", out);
	str_puts(out, parts->text + end);
}

int jit_text_instances(struct symbols *symbols, const char *text, const struct list *types,
		       const struct list *signatures, struct str *out, struct err *err)
{
	struct list instances = {0};
	struct parts parts;
	struct generic generic = {.parts = &parts};
	int rc;

	parts_init(&parts, symbols, text, types);
	rc = find_generic(&generic, err);
	for (size_t i = 0; i < signatures->cnt && !rc; i++) {
		struct str instance = {0};

		rc = add_signature(&generic, signatures->items[i], &instance, err);
		list_add(&instances, str_text(&instance));
		str_release(&instance);
	}
	if (!rc)
		join(&generic, &instances, out);
	prototype_release(&generic.head);
	str_release(&generic.choices);
	str_release(&generic.first);
	list_release(&generic.chosen);
	list_release(&instances);
	parts_release(&parts);
	return rc;
}

// --- array versions ---------------------------------------------------------------------------

static bool is_of_numbers(const struct prototype *head)
{
	bool is_good = head->param_cnt && !head->is_variadic && !strchr(head->result, '*') &&
		       strcmp(head->result, "void") != 0 && strcmp(head->name, "main") != 0;

	for (size_t i = 0; i < head->param_cnt; i++)
		is_good &= !strpbrk(head->params[i].type, "*(");
	return is_good;
}

// A parameter's name, unless it has none or one of ours.
static void add_name(const struct prototype *head, size_t i, struct str *out)
{
	static const char *const own[] = {"out", "n", "i", ""};
	bool is_own = false;

	for (size_t j = 0; j < sizeof own / sizeof *own; j++)
		is_own |= !strcmp(head->params[i].name, own[j]);
	if (is_own)
		str_printf(out, "a%zu", i);
	else
		str_puts(out, head->params[i].name);
}

static void add_array_head(const struct prototype *head, bool is_strided, struct str *out)
{
	str_printf(out, "void %s_%s(%s *out", head->name, is_strided ? "strided" : "array",
		   head->result);
	if (is_strided)
		str_puts(out, ", long out_step");
	for (size_t i = 0; i < head->param_cnt; i++) {
		str_printf(out, ", const %s *", head->params[i].type);
		add_name(head, i, out);
		if (is_strided) {
			str_puts(out, ", long ");
			add_name(head, i, out);
			str_puts(out, "_step");
		}
	}
	str_puts(out, ", long n)");
}

static void add_array_call(const struct prototype *head, bool is_strided, struct str *out)
{
	str_printf(out, "out[i%s] = %s(", is_strided ? " * out_step" : "", head->name);
	for (size_t i = 0; i < head->param_cnt; i++) {
		str_puts(out, i ? ", " : "");
		add_name(head, i, out);
		str_puts(out, "[i");
		if (is_strided) {
			str_puts(out, " * ");
			add_name(head, i, out);
			str_puts(out, "_step");
		}
		str_putc(out, ']');
	}
	str_puts(out, ");");
}

// On one line.
static void add_array_version(const struct prototype *head, bool is_strided,
			      const struct vectorizing *vectorizing, struct str *out)
{
	str_putc(out, ' ');
	add_array_head(head, is_strided, out);
	str_puts(out, " { _Pragma(\"omp ");
	if (vectorizing->above)
		str_printf(out, "parallel for simd schedule(static) if(n >= %lu)",
			   vectorizing->above);
	else
		str_puts(out, "simd");
	if (vectorizing->above && vectorizing->threads)
		str_printf(out, " num_threads(%lu)", vectorizing->threads);
	str_puts(out, "\") for (long i = 0; i < n; i++) ");
	add_array_call(head, is_strided, out);
	str_puts(out, " }");
}

// Appends the array versions of one function. Returns how many that are.
static size_t add_array_versions(const struct parts *parts, const struct item *item,
				 const struct vectorizing *vectorizing, struct str *out,
				 struct str *made)
{
	struct prototype head;
	size_t cnt = 0;

	if (!read_head(parts, item, &head))
		return 0;
	for (int is_strided = 0; is_strided < 2 && is_of_numbers(&head); is_strided++) {
		add_array_version(&head, is_strided, vectorizing, out);
		add_array_head(&head, is_strided, made);
		str_putc(made, '\n');
		cnt++;
	}
	prototype_release(&head);
	return cnt;
}

int jit_text_vectorize(struct symbols *symbols, const char *text,
		       const struct vectorizing *vectorizing, struct str *out, struct str *made,
		       struct err *err)
{
	struct parts parts;
	size_t cnt = 0, at = 0;

	parts_init(&parts, symbols, text, NULL);
	for (size_t i = 0; i < parts.items.cnt; i++) {
		const struct item *item = &parts.items.items[i];
		size_t end = parts.tokens.items[item->end - 1].end_byte;

		str_add(out, text + at, end - at);
		cnt += add_array_versions(&parts, item, vectorizing, out, made);
		at = end;
	}
	str_puts(out, text + at);
	parts_release(&parts);
	return cnt ? 0
		   : err_set(err, ERR_USAGE,
			     "the cell defines no function of numbers, such as double f(double x)");
}

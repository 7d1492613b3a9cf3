// jit/compiler/explain.c - what to do about a name that the compiler does not know.
#include "jit/compiler/explain.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/mem.h"
#include "base/near.h"
#include "jit/compiler/known.h"
#include "jit/compiler/locate.h"

#define HINT "\033[36mhint: \033[0m"
// More of them help nobody.
#define HINT_MAX 5

static bool is_declared(const struct symbols *symbols, const char *name)
{
	const struct name *entry = symbols_find(symbols, name, strlen(name));

	return entry && name_is_defined(entry);
}

static bool explain_header(const struct symbols *symbols, const char *name, struct str *out)
{
	const char *header = known_header(name);

	if (!header || is_declared(symbols, name))
		return false;
	str_printf(out, HINT "'%s' is declared in <%s>: add #include <%s>\n", name, header, header);
	return true;
}

// Offers the names that users see: not those that headers keep to themselves.
static void offer_session(const struct symbols *symbols, struct near *near)
{
	for (const struct name *name = symbols->names; name; name = name->hh.next)
		if (*name->text != '_' && name_is_defined(name))
			near_offer(near, name->text, strlen(name->text));
}

// The name that was most likely meant.
static struct near find_near(const struct symbols *symbols, const char *name)
{
	struct near near = near_begin(name, strlen(name));

	offer_session(symbols, &near);
	known_offer(&near);
	return near;
}

static void explain_near(const struct symbols *symbols, const struct near *near, struct str *out)
{
	const char *header;
	char *best;

	if (!near->best)
		return;
	best = mem_strndup(near->best, near->best_len);
	header = is_declared(symbols, best) ? NULL : known_header(best);
	str_printf(out, HINT "did you mean '%s'", best);
	if (header)
		str_printf(out, " (#include <%s>)", header);
	str_puts(out, "?\n");
	free(best);
}

// Told once: a loop of OpenMP misses half a dozen names.
static void explain_package(const char *name, const struct known_library *known, struct str *out)
{
	struct str words = {0};

	str_printf(&words, "such names are those of lib%s (Debian's package %s)\n", known->name,
		   known->package);
	if (!strstr(str_text(out), words.data))
		str_printf(out, HINT "no installed library has '%s'; %s", name, words.data);
	str_release(&words);
}

// "'crc32' is in libz: %lib z"
static bool explain_library(const struct symbols *symbols, const char *name, struct str *out)
{
	const struct known_library *known = known_library_of(name);
	struct list found = {0};

	locate_symbol(name, &found);
	if (found.cnt) {
		str_printf(out, HINT "'%s' is in ", name);
		for (size_t i = 0; i < found.cnt; i++)
			str_printf(out, "%slib%s", i ? " or " : "", found.items[i]);
		str_printf(out, ": %%lib %s", found.items[0]);
		if (known && !is_declared(symbols, name))
			str_printf(out, ", and #include <%s>", known->header);
		str_putc(out, '\n');
	} else if (known) {
		explain_package(name, known, out);
	}
	list_release(&found);
	return known || found.cnt;
}

void explain_undefined(const struct symbols *symbols, const char *name, struct str *out)
{
	struct near near = find_near(symbols, name);

	if (explain_header(symbols, name, out))
		return;
	// A name that is declared is not mistyped; one letter aside is more likely than a library.
	if (is_declared(symbols, name))
		explain_library(symbols, name, out);
	else if (near.distance == 1 || !explain_library(symbols, name, out))
		explain_near(symbols, &near, out);
}

void explain_undeclared(const struct symbols *symbols, const char *name, struct str *out)
{
	const struct known_library *known = known_library_of(name);
	struct near near;

	if (is_declared(symbols, name) || explain_header(symbols, name, out))
		return;
	if (known)
		str_printf(out, HINT "'%s' is declared in <%s>, of lib%s\n", name, known->header,
			   known->name);
	if (known)
		return;
	near = find_near(symbols, name);
	explain_near(symbols, &near, out);
}

static void explain_missing_header(const struct symbols *symbols, const char *header,
				   struct str *out)
{
	const struct known_library *known = known_library_with(header);

	(void)symbols;
	if (known)
		str_printf(out, HINT "<%s> is in Debian's package %s\n", header, known->package);
}

// What a message says before and behind the name that it misses.
static const struct {
	const char *before, *behind;
	void (*explain)(const struct symbols *symbols, const char *name, struct str *out);
} patterns[] = {
    {"undefined symbol '", "'", explain_undefined},
    {"undefined symbol: ", "\n", explain_undefined}, // the dynamic loader's
    {"implicit declaration of function '", "'", explain_undeclared},
    {"error: '", "' undeclared", explain_undeclared},
    {"include file '", "' not found", explain_missing_header},
    {"use of undeclared identifier '", "'", explain_undeclared}, // clang's four
    {"implicitly declaring library function '", "'", explain_undeclared},
    {"call to undeclared function '", "'", explain_undeclared},
    {"error: '", "' file not found", explain_missing_header},
    {"unknown type name '", "'", explain_undeclared}, // from here on the second compiler's
    {"fatal error: ", ": No such file", explain_missing_header},
    {"error: ", ": No such file", explain_missing_header},
};

// gcc and clang have advice of their own: it is not given twice.
static bool is_said(const char *messages, const char *name)
{
	static const char *const forms[][2] = {
	    {"'", "' is defined in header"},
	    {"'", "' undeclared (first use in this function); did you mean"},
	    {"explicitly provide a declaration for '", "'"},
	    {"undeclared identifier '", "'; did you mean"},
	    {"implicit declaration of function '", "' is invalid in C99; did you mean"},
	};
	struct str words = {0};
	bool is = false;

	for (size_t i = 0; i < sizeof forms / sizeof *forms && !is; i++) {
		str_clear(&words);
		str_printf(&words, "%s%s%s", forms[i][0], name, forms[i][1]);
		is = strstr(messages, words.data) != NULL;
	}
	str_release(&words);
	return is;
}

// What gcc knows and clang does not.
static void explain_limits(const char *messages, struct str *out)
{
	static const struct {
		const char *words, *what;
	} limits[] = {
	    {"error: function definition is not allowed here", "nested functions"},
	    {"identifier '_Float", "_Float32 and its like"},
	    {"unknown type name '_Float", "_Float32 and its like"},
	};

	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
		if (strstr(messages, limits[i].words)) {
			str_printf(out,
				   HINT "clang has no %s; gcc has: begin the cell with %%%%jit "
					"--cc gcc (apt install gcc)\n",
				   limits[i].what);
			return;
		}
}

static void explain_line(const struct symbols *symbols, const char *messages, const char *line,
			 size_t len, struct list *explained, struct str *out)
{
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		const char *before = patterns[i].before, *behind = patterns[i].behind;
		const char *name = memmem(line, len, before, strlen(before));
		size_t left, name_len;
		char *copy;

		if (!name)
			continue;
		name += strlen(before);
		left = len - (size_t)(name - line);
		name_len = *behind == '\n' ? left : strcspn(name, *behind == ':' ? ":" : "'");
		if (name_len > left ||
		    (*behind != '\n' && strncmp(name + name_len, behind, strlen(behind)) != 0))
			continue;
		copy = mem_strndup(name, name_len);
		if (!list_has(explained, copy) && explained->cnt < HINT_MAX &&
		    !is_said(messages, copy)) {
			list_add(explained, copy);
			patterns[i].explain(symbols, copy, out);
		}
		free(copy);
		return;
	}
}

void explain_messages(const struct symbols *symbols, const char *messages, struct str *out)
{
	struct list explained = {0};

	// What no library has is explained as that, not by the warning before it.
	for (int is_second = 0; is_second < 2; is_second++) {
		for (const char *line = messages; *line;) {
			size_t len = strcspn(line, "\n");
			bool is_undefined = memmem(line, len, "undefined symbol", 16) != NULL;

			if (is_undefined == (is_second == 0))
				explain_line(symbols, messages, line, len, &explained, out);
			line += len + (line[len] == '\n');
		}
	}
	list_release(&explained);
	explain_limits(messages, out);
}

// tests/fuzz/fuzz_value.c - fuzz target: any bytes as the value that the runner tells.
//
// What is read must be drawable in all ways, and no text of it may open an HTML element.
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "jit/value/value.h"
#include "jit/value/value_graph.h"
#include "jit/value/value_html.h"
#include "jit/value/value_text.h"
#include "tests/fuzz/fuzz.h"

// Every '<' must open one of the elements that drawings are made of.
static void check_elements(const struct str *html)
{
	static const char *const names[] = {"<div",    "</div",  "<table",  "</table", "<thead",
					    "</thead", "<tbody", "</tbody", "<tr",     "</tr",
					    "<td",     "</td",   "<th",     "</th",    "<span",
					    "</span",  "<svg",   "</svg",   "<path"};

	for (const char *at = str_text(html); (at = strchr(at, '<')); at++) {
		bool is_known = false;

		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			is_known |= !strncmp(at, names[i], strlen(names[i]));
		if (!is_known)
			abort();
	}
}

static void draw(const struct values *values, const struct value_style *style)
{
	struct str out = {0};

	value_text(values, style, &out);
	str_clear(&out);
	value_graph_text(values, style, &out);
	str_clear(&out);
	if (value_html(values, style, &out) != (out.len > 0))
		abort();
	check_elements(&out);
	str_clear(&out);
	value_graph_html(values, style, "<title>", &out);
	check_elements(&out);
	str_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct value_style styles[] = {{0}, {.real_format = "%% %+.3e"}};
	struct err err = {0};
	struct values *values = value_read((const char *)data, size, &err);

	if (!values && err.code != ERR_FORMAT)
		abort();
	for (size_t i = 0; values && i < sizeof styles / sizeof *styles; i++)
		draw(values, &styles[i]);
	values_free(values);
	return 0;
}

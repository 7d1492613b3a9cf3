// profiler/view/page.c - what is around an output: its box, its data and its script.
//
// 1. Each output works alone, whichever others have been cleared, so each carries the whole
//    script; it is compressed, a third of its size. A few plain lines unpack it, which browsers can
//    since 2023; where they cannot, the static output stays.
// 2. The unpacked script runs as one more inline script, which is allowed wherever the unpacking
//    one was. It is a closure: no name of it can be seen from the page.
// 3. An output finds itself by a random class, so that many may stand in one page, and one
//    output in several places of it.
#include "profiler/view/page.h"

#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#include "base/text.h"
#include "profiler/view/colour.h"

// Style sheet and script, gzipped, in base64: made by the Makefile.
extern const char view_script[];

// Ids only have to differ within a page; the clock will do where there is no randomness yet.
static uint64_t new_id(void)
{
	uint64_t id;
	struct timespec now;

	if (getrandom(&id, sizeof id, GRND_NONBLOCK) == (ssize_t)sizeof id)
		return id;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t page_begin(struct str *out)
{
	uint64_t id = new_id();

	str_printf(out, "<div class=\"cicle-profile cicle-%016llx\">\n", (unsigned long long)id);
	return id;
}

static void add_script(struct str *out, uint64_t id)
{
	str_puts(out, "<script>\n(async () => {\n"
		      "if (!window.DecompressionStream)\n"
		      "return;\n"
		      "const packed = Uint8Array.from(atob('");
	str_puts(out, view_script);
	str_printf(out,
		   "'), (sign) => sign.charCodeAt(0));\n"
		   "const unpacked = new Blob([packed]).stream()"
		   ".pipeThrough(new DecompressionStream('gzip'));\n"
		   "const script = document.createElement('script');\n"
		   "script.textContent = \"(() => {\\n'use strict';\\n\" + "
		   "await new Response(unpacked).text() + \"start('%016llx');\\n})();\\n\";\n"
		   "document.head.append(script);\n"
		   "script.remove();\n"
		   "})();\n</script>\n",
		   (unsigned long long)id);
}

void page_end(struct str *out, uint64_t id, const struct str *json)
{
	str_printf(out, "</div>\n<script type=\"application/json\" class=\"cicle-data-%016llx\">\n",
		   (unsigned long long)id);
	str_add(out, json->data, json->len);
	str_puts(out, "\n</script>\n");
	add_script(out, id);
}

static void add_function(struct str *json, const struct profile_function *function)
{
	str_putc(json, '[');
	text_json_escape(json, function->name);
	str_putc(json, ',');
	text_json_escape(json, function->file);
	str_printf(json, ",%u,%u,%d]", function->line, colour_of(function), (int)function->timing);
}

void page_functions(struct str *json, const struct profile *profile)
{
	static char file[] = "~", name[] = "<calls left out>";
	const struct profile_function left_out = {.file = file, .name = name};

	str_puts(json, "\"functions\":[");
	for (size_t i = 0; i < profile->function_cnt; i++) {
		add_function(json, &profile->functions[i]);
		str_puts(json, ",\n");
	}
	add_function(json, &left_out);
	str_putc(json, ']');
}

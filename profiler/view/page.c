// profiler/view/page.c - what is around an output: its box, its data and its script.
//
// 1. The script is most of a small output, so not all outputs of a notebook carry it. One that
//    does leaves it in the page's head, as text that does nothing there; one that does not takes it
//    from there, at once or when it comes: front ends draw outputs in any order. Which one carries
//    it is the caller's choice; where none is left, the static output stays and a line says why.
// 2. It is compressed, to a third. A few plain lines unpack it, which browsers can since 2023;
//    where they cannot, the static output stays.
// 3. The unpacked script runs as one more inline script, which is allowed wherever the unpacking
//    one was. It is a closure: no name of it can be seen from the page.
// 4. An output finds itself by a random class, so that many may stand in one page, and one
//    output in several places of it. It finds the script by its fingerprint: versions do not mix.
#include "profiler/view/page.h"

#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#include "base/text.h"
#include "profiler/view/colour.h"

// Style sheet and script, gzipped, in base64: made by the Makefile.
extern const char view_script[];

// After which an output says that it found no script: a front end may still be drawing the others.
#define SCRIPT_WAIT_MS 4000

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

// Appends the function that brings the output to life when the page's head has the script, and
// tells whether it has.
static void add_live(struct str *out, uint64_t id)
{
	str_printf(out,
		   "const name = 'cicle-code-%016llx', id = '%016llx';\n"
		   "const find = () => document.head.getElementsByClassName(name)[0];\n"
		   "const live = () => {\n"
		   "const code = find();\n"
		   "if (!code)\n"
		   "return false;\n"
		   "const script = document.createElement('script');\n"
		   "script.textContent = \"(() => {\\n'use strict';\\n\" + code.textContent + "
		   "\"start('\" + id + \"');\\n})();\\n\";\n"
		   "document.head.append(script);\n"
		   "script.remove();\n"
		   "return true;\n"
		   "};\n",
		   (unsigned long long)text_hash(view_script), (unsigned long long)id);
}

static void add_carried(struct str *out)
{
	str_puts(out, "if (live() || !window.DecompressionStream)\n"
		      "return;\n"
		      "const packed = Uint8Array.from(atob('");
	str_puts(out, view_script);
	str_puts(out, "'), (sign) => sign.charCodeAt(0));\n"
		      "const unpacked = new Blob([packed]).stream()"
		      ".pipeThrough(new DecompressionStream('gzip'));\n"
		      "const code = document.createElement('script');\n"
		      "code.type = 'text/plain';\n"
		      "code.className = name;\n"
		      "code.textContent = await new Response(unpacked).text();\n"
		      "if (!find())\n"
		      "document.head.append(code);\n"
		      "live();\n");
}

// Waits for the script as long as the page stands, and says so after a while.
static void add_shared(struct str *out)
{
	str_printf(
	    out,
	    "if (live())\n"
	    "return;\n"
	    "const note = document.createElement('p');\n"
	    "note.textContent = 'This profile shares its script with another output, which is not "
	    "in this page. Run the cell again for the live view.';\n"
	    "const late = setTimeout(() => document.querySelectorAll('.cicle-' + id)"
	    ".forEach((box) => box.after(note)), %d);\n"
	    "const watch = new MutationObserver(() => {\n"
	    "if (!find())\n"
	    "return;\n"
	    "watch.disconnect();\n"
	    "clearTimeout(late);\n"
	    "note.remove();\n"
	    "live();\n"
	    "});\n"
	    "watch.observe(document.head, { childList: true });\n",
	    SCRIPT_WAIT_MS);
}

void page_end(struct str *out, uint64_t id, const struct str *json, enum view_script script)
{
	str_printf(out, "</div>\n<script type=\"application/json\" class=\"cicle-data-%016llx\">\n",
		   (unsigned long long)id);
	str_add(out, json->data, json->len);
	str_puts(out, "\n</script>\n<script>\n(async () => {\n");
	add_live(out, id);
	if (script == VIEW_CARRIES_SCRIPT)
		add_carried(out);
	else
		add_shared(out);
	str_puts(out, "})();\n</script>\n");
}

static void add_durations(struct str *json, const uint64_t *durations)
{
	int from = 0, to = PROFILE_DURATION_CNT;

	while (from < to && !durations[from])
		from++;
	while (to > from && !durations[to - 1])
		to--;
	str_printf(json, ",%d", from);
	for (; from < to; from++)
		str_printf(json, ",%llu", (unsigned long long)durations[from]);
}

static void add_function(struct str *json, const struct profile_function *function)
{
	str_putc(json, '[');
	text_json_escape(json, function->name);
	str_putc(json, ',');
	text_json_escape(json, function->file);
	str_printf(json, ",%u,%u,%d", function->line, colour_of(function),
		   (int)function->timing | (int)function->tier << 4); // view.js takes it apart
	if (function->max_ns)
		str_printf(json, ",%llu,%llu", (unsigned long long)function->min_ns,
			   (unsigned long long)function->max_ns);
	if (function->max_ns && function->durations)
		add_durations(json, function->durations);
	str_putc(json, ']');
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

// magics/one_function.c - what the magics share that compile one function and show what came of it.
#include "magics/one_function.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"

char *one_function_name(const struct magic_call *call, const struct options *options,
			const char *usage, struct err *err)
{
	const char *start = call->text + options->rest_byte;
	const char *end = call->text + call->args_end_byte;
	size_t len = 0;

	while (start < end && isspace((unsigned char)*start))
		start++;
	while (end > start && isspace((unsigned char)end[-1]))
		end--;
	while (start + len < end && (isalnum((unsigned char)start[len]) || start[len] == '_'))
		len++;
	if (start == end)
		err_set(err, ERR_USAGE, "which function?\nusage: %s", usage);
	else if (start + len != end)
		err_set(err, ERR_USAGE, "'%.*s' is no name of a function\nusage: %s",
			(int)(end - start), start, usage);
	return start < end && start + len == end ? mem_strndup(start, len) : NULL;
}

int one_function_level(const char *level, struct list *flags, struct err *err)
{
	static const char *const levels[] = {"0", "1", "2", "3", "s", "g", "fast"};
	struct str flag = {0};

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
		if (strcmp(levels[i], level) != 0)
			continue;
		str_printf(&flag, "-O%s", level);
		list_add(flags, flag.data);
		str_release(&flag);
		return 0;
	}
	return err_set(err, ERR_USAGE, "no level '%s'; there are 0, 1, 2, 3, s, g and fast", level);
}

int one_function_compiler(const struct options *options, enum session_compiler *compiler,
			  struct list *flags, struct err *err)
{
	const char *tier = options_get(options, 't');
	const char *level = options_get(options, 'O');

	*compiler = level ? SESSION_BY_CC : SESSION_AS_RUN;
	if (tier && strcmp(tier, "tcc") != 0 && strcmp(tier, "cc") != 0)
		return err_set(err, ERR_USAGE, "no tier '%s'; there are tcc and cc", tier);
	if (tier && !strcmp(tier, "tcc") && level)
		return err_set(err, ERR_USAGE, "TinyCC has no levels: -O is for --tier cc");
	if (tier)
		*compiler = strcmp(tier, "cc") == 0 ? SESSION_BY_CC : SESSION_BY_TCC;
	return level ? one_function_level(level, flags, err) : 0;
}

void one_function_display(struct interpreter *interpreter, const struct str *text,
			  const struct str *html)
{
	cJSON *data = cJSON_CreateObject();

	cJSON_AddItemToObject(data, "text/plain", text_to_json(str_text(text)));
	cJSON_AddStringToObject(data, "text/html", str_text(html));
	interpreter_display(interpreter, data);
}

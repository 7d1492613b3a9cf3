// jit/sources.c - the texts that a session ran, found by text and by name.
#include "jit/sources.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const struct source *sources_find(void *ctx, const char *file, size_t len)
{
	const struct sources *sources = ctx;
	struct source *source;

	if (sources->anonymous && strlen(sources->anonymous->file) == len &&
	    !memcmp(sources->anonymous->file, file, len))
		return sources->anonymous;
	HASH_FIND(by_file, sources->by_file, file, len, source);
	return source;
}

static struct source *new_source(const char *text, const char *label, const char *file)
{
	struct source *source = mem_zalloc(sizeof *source);

	source->file = mem_strdup(file);
	source->label = mem_strdup(label);
	source->text = mem_strdup(text);
	return source;
}

static void free_source(struct source *source)
{
	if (!source)
		return;
	free(source->file);
	free(source->label);
	free(source->text);
	free(source->shown);
	free(source->value_type);
	free(source);
}

// Two texts under one label (a cell in pieces, a front end that keeps no count) get two names.
static char *unused_file_name(struct sources *sources, const char *label)
{
	struct str name = {0};

	for (int i = 2;; i++) {
		if (i == 2)
			str_puts(&name, label);
		else
			str_printf(&name, "%s.%d", label, i - 1);
		if (!sources_find(sources, str_text(&name), name.len))
			return str_take(&name);
		str_clear(&name);
	}
}

struct source *sources_put(struct sources *sources, const char *text, const char *label)
{
	struct source *source;
	char *file;

	HASH_FIND(hh, sources->by_text, text, strlen(text), source);
	if (source) {
		free(source->label);
		source->label = mem_strdup(label);
		return source;
	}
	file = unused_file_name(sources, label);
	source = new_source(text, label, file);
	free(file);
	HASH_ADD_KEYPTR(hh, sources->by_text, source->text, strlen(source->text), source);
	HASH_ADD_KEYPTR(by_file, sources->by_file, source->file, strlen(source->file), source);
	return source;
}

struct source *sources_put_anonymous(struct sources *sources, const char *text, const char *label)
{
	char *file;

	free_source(sources->anonymous);
	sources->anonymous = NULL;
	file = unused_file_name(sources, label);
	sources->anonymous = new_source(text, label, file);
	free(file);
	return sources->anonymous;
}

void sources_release(struct sources *sources)
{
	struct source *source, *next;

	free_source(sources->anonymous);
	HASH_CLEAR(by_file, sources->by_file);
	HASH_ITER(hh, sources->by_text, source, next)
	{
		HASH_DEL(sources->by_text, source);
		free_source(source);
	}
	*sources = (struct sources){0};
}

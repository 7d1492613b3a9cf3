// jit/sources.c - the texts that a session ran, found by text and by name.
#include "jit/sources.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

// So many texts stay that are only statements: more than the runner keeps units of them
// (jit/runner/compile.c), which are found again by a text's file.
#define STATEMENTS_MAX 1000
// So many more make it worth while to look through all.
#define TRIM_INTERVAL 128

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

struct file_name {
	char *text;
	UT_hash_handle hh;
};

// Gives the session's own copy of a name.
static char *keep_name(struct sources *sources, const char *text)
{
	struct file_name *name;

	HASH_FIND(hh, sources->names, text, strlen(text), name);
	if (!name) {
		name = mem_zalloc(sizeof *name);
		name->text = mem_strdup(text);
		HASH_ADD_KEYPTR(hh, sources->names, name->text, strlen(name->text), name);
	}
	return name->text;
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
	list_release(&source->cc_flags);
	list_release(&source->consts);
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
		HASH_DEL(sources->by_text, source); // and to the end
		HASH_ADD_KEYPTR(hh, sources->by_text, source->text, strlen(source->text), source);
		return source;
	}
	file = unused_file_name(sources, label);
	source = new_source(text, label, file);
	free(file);
	HASH_ADD_KEYPTR(hh, sources->by_text, source->text, strlen(source->text), source);
	HASH_ADD_KEYPTR(by_file, sources->by_file, source->file, strlen(source->file), source);
	return source;
}

// What was read with the headers first has its file's name as part of a longer text.
static void mark_declared(const struct sources *sources, const struct symbols *symbols)
{
	for (const struct decl *decl = symbols->decls; decl; decl = decl->next) {
		struct source *source = NULL;

		if (decl->file)
			HASH_FIND(by_file, sources->by_file, decl->file, strcspn(decl->file, "\""),
				  source);
		if (source)
			source->has_declared = true;
	}
}

static void drop_statements(struct sources *sources, size_t cnt)
{
	struct source *source, *next;

	HASH_ITER(hh, sources->by_text, source, next)
	{
		if (!cnt)
			return;
		if (source->has_declared || source->is_jit)
			continue;
		HASH_DEL(sources->by_text, source);
		assert(sources->by_file); // it has all of by_text
		HASH_DELETE(by_file, sources->by_file, source);
		free_source(source);
		cnt--;
	}
}

void sources_trim(struct sources *sources, const struct symbols *symbols)
{
	size_t statement_cnt = 0;

	if (HASH_COUNT(sources->by_text) < sources->trim_at)
		return;
	mark_declared(sources, symbols);
	for (const struct source *source = sources->by_text; source; source = source->hh.next)
		statement_cnt += !source->has_declared && !source->is_jit;
	if (statement_cnt > STATEMENTS_MAX)
		drop_statements(sources, statement_cnt - STATEMENTS_MAX);
	sources->trim_at = HASH_COUNT(sources->by_text) + TRIM_INTERVAL;
}

static void free_anonymous(struct sources *sources)
{
	if (sources->anonymous)
		sources->anonymous->file = NULL;
	free_source(sources->anonymous);
	sources->anonymous = NULL;
}

struct source *sources_put_anonymous(struct sources *sources, const char *text, const char *label)
{
	char *file;

	free_anonymous(sources);
	file = unused_file_name(sources, label);
	sources->anonymous = new_source(text, label, file);
	free(sources->anonymous->file);
	sources->anonymous->file = keep_name(sources, file);
	free(file);
	return sources->anonymous;
}

void source_set_options(struct source *source, const struct jit_options *options, const char *shown)
{
	free(source->shown);
	source->shown = shown ? mem_strdup(shown) : NULL;
	list_release(&source->cc_flags);
	list_release(&source->consts);
	source->is_jit = options != NULL;
	source->is_fresh = options && options->is_fresh;
	if (!options)
		return;
	list_add_all(&source->cc_flags, &options->flags);
	list_add_all(&source->consts, &options->consts);
}

void source_cc_args(const struct settings *settings, const struct source *source, struct list *args)
{
	settings_cc_args(settings, source ? source->text : NULL, args);
	if (source)
		list_add_all(args, &source->cc_flags);
}

bool source_wants_cc(const struct settings *settings, const struct source *source)
{
	return (source && source->is_jit) ||
	       settings_wants_cc(settings, source ? source->text : NULL);
}

void sources_release(struct sources *sources)
{
	struct file_name *name, *next_name;
	struct source *source, *next;

	free_anonymous(sources);
	HASH_ITER(hh, sources->names, name, next_name)
	{
		HASH_DEL(sources->names, name);
		free(name->text);
		free(name);
	}
	HASH_CLEAR(by_file, sources->by_file);
	HASH_ITER(hh, sources->by_text, source, next)
	{
		HASH_DEL(sources->by_text, source);
		free_source(source);
	}
	*sources = (struct sources){0};
}

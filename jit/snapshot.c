// jit/snapshot.c - what a session's names meant at one time, to go back to.
#include "jit/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct name_state {
	struct decl *current[SPACE_CNT];
	struct decl *past_macros;
};

struct decl_state {
	uint64_t order, end_order;
	struct decl *older;
	struct function *function; // an owner of it
	bool is_of_program, is_broken, hides_header;
};

struct snapshot {
	struct name_state *names; // in the order of the symbols' names, to which later ones are
				  // added behind
	size_t name_cnt;
	struct decl_state *decls; // from newest on
	size_t decl_cnt;
	const struct decl *newest;
	struct preprocess preprocess;
	unsigned owner_cnt;
};

static void note_names(struct snapshot *snapshot, const struct symbols *symbols)
{
	struct name_state *state;

	snapshot->name_cnt = HASH_COUNT(symbols->names);
	state = snapshot->names = mem_zalloc((snapshot->name_cnt + 1) * sizeof *state);
	for (const struct name *name = symbols->names; name; name = name->hh.next, state++) {
		memcpy(state->current, name->current, sizeof state->current);
		state->past_macros = name->past_macros;
	}
}

static void note_decls(struct snapshot *snapshot, const struct symbols *symbols)
{
	struct decl_state *state;

	snapshot->newest = symbols->decls;
	for (const struct decl *decl = symbols->decls; decl; decl = decl->next)
		snapshot->decl_cnt++;
	state = snapshot->decls = mem_zalloc((snapshot->decl_cnt + 1) * sizeof *state);
	for (const struct decl *decl = symbols->decls; decl; decl = decl->next)
		*state++ = (struct decl_state){
		    .order = decl->order,
		    .end_order = decl->end_order,
		    .older = decl->older,
		    .function = function_share(decl->function),
		    .is_of_program = decl->is_of_program,
		    .is_broken = decl->is_broken,
		    .hides_header = decl->hides_header,
		};
}

struct snapshot *snapshot_new(const struct symbols *symbols, const struct preprocess *preprocess)
{
	struct snapshot *snapshot = mem_zalloc(sizeof *snapshot);

	snapshot->owner_cnt = 1;
	note_names(snapshot, symbols);
	note_decls(snapshot, symbols);
	preprocess_copy(&snapshot->preprocess, preprocess);
	return snapshot;
}

struct snapshot *snapshot_share(struct snapshot *snapshot)
{
	snapshot->owner_cnt++;
	return snapshot;
}

void snapshot_free(struct snapshot *snapshot)
{
	if (!snapshot || --snapshot->owner_cnt > 0)
		return;
	for (size_t i = 0; i < snapshot->decl_cnt; i++)
		function_free(snapshot->decls[i].function);
	preprocess_release(&snapshot->preprocess);
	free(snapshot->names);
	free(snapshot->decls);
	free(snapshot);
}

// What a name meant then; nothing, if it came later.
static const struct name_state *state_at(const struct snapshot *snapshot, size_t i)
{
	static const struct name_state nothing;

	return i < snapshot->name_cnt ? &snapshot->names[i] : &nothing;
}

static void restore_decl(struct decl *decl, const struct decl_state *state)
{
	decl->order = state->order;
	decl->end_order = state->end_order;
	decl->older = state->older;
	decl->is_of_program = state->is_of_program;
	decl->is_broken = state->is_broken;
	decl->hides_header = state->hides_header;
	if (decl->function == state->function)
		return;
	function_free(decl->function);
	decl->function = function_share(state->function);
}

void snapshot_restore(const struct snapshot *snapshot, struct symbols *symbols,
		      struct preprocess *preprocess)
{
	const struct decl_state *state = snapshot->decls;
	struct decl *decl = symbols->decls;
	size_t i = 0;

	for (struct name *name = symbols->names; name; name = name->hh.next, i++) {
		memcpy(name->current, state_at(snapshot, i)->current, sizeof name->current);
		name->past_macros = state_at(snapshot, i)->past_macros;
	}
	while (decl != snapshot->newest)
		decl = decl->next;
	for (; decl; decl = decl->next)
		restore_decl(decl, state++);
	symbols->version++;
	preprocess_copy(preprocess, &snapshot->preprocess);
}

// The function that a declaration had then, or NULL.
static const struct function *function_at(const struct snapshot *snapshot,
					  const struct decl *wanted)
{
	const struct decl *decl = snapshot->newest;

	for (size_t i = 0; i < snapshot->decl_cnt; i++, decl = decl->next)
		if (decl == wanted)
			return snapshot->decls[i].function;
	return NULL;
}

static bool has_same_statics(const struct function *a, const struct function *b)
{
	return b && a->static_cnt == b->static_cnt &&
	       !memcmp(a->static_slots, b->static_slots, a->static_cnt * sizeof *a->static_slots);
}

// Tells whether the memory of what a name means is that of then.
static bool was_there(const struct snapshot *snapshot, const struct decl *decl,
		      const struct decl *then)
{
	if (!snapshot || !then || then->kind != decl->kind || then->slot != decl->slot)
		return false;
	if (decl->kind == DECL_FUNCTION)
		return has_same_statics(decl->function, function_at(snapshot, then));
	return decl->text_len == then->text_len && !memcmp(decl->text, then->text, decl->text_len);
}

static bool has_memory(const struct decl *decl)
{
	return decl && decl->slot &&
	       (decl->kind == DECL_OBJECT || (decl->function && decl->function->static_cnt));
}

void snapshot_drop_newer(const struct snapshot *snapshot, struct symbols *symbols,
			 struct str *names)
{
	size_t i = 0;

	for (struct name *name = symbols->names; name; name = name->hh.next, i++) {
		const struct decl *decl = name->current[SPACE_ORDINARY];
		const struct decl *then =
		    snapshot ? state_at(snapshot, i)->current[SPACE_ORDINARY] : NULL;

		if (!has_memory(decl) || was_there(snapshot, decl, then))
			continue;
		str_printf(names, "%s%s", names->len ? ", " : "", name->text);
		symbols_undefine(symbols, name, SPACE_ORDINARY);
	}
	symbols_commit(symbols);
}

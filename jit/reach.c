// jit/reach.c - whether a cell may call a library function, itself or through functions it names.
#include "jit/reach.h"

#include <string.h>

static bool is_one_of(const struct decl *decl, const char *const *link_names, size_t cnt)
{
	for (size_t i = 0; decl->link_name && i < cnt; i++)
		if (!strcmp(decl->link_name, link_names[i]))
			return true;
	return false;
}

// Our own headers spell a linker name as "cicle_" and the name in C.
static bool is_declared(const struct symbols *symbols, const char *const *link_names, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++) {
		const char *text = link_names[i] + strlen("cicle_");
		const struct name *name = symbols_find(symbols, text, strlen(text));

		if (name && name->current[SPACE_ORDINARY] &&
		    is_one_of(name->current[SPACE_ORDINARY], link_names, cnt))
			return true;
	}
	return false;
}

static const struct function *text_of(const struct cell *cell, const struct decl *decl)
{
	for (size_t i = 0; i < cell->function_cnt; i++)
		if (cell->functions[i].decl == decl)
			return cell->functions[i].function;
	return decl->function;
}

// Adds what a cell names, and what the functions in that name, and so on, until stop says so.
static void add_reached(struct prelude *prelude, const struct cell *cell,
			bool (*stop)(void *ctx, const struct decl *decl), void *ctx)
{
	bool is_over = false;

	prelude_add_text(prelude, cell->text, strlen(cell->text));
	for (size_t i = 0; i < prelude->cnt && !is_over; i++) {
		const struct decl *decl = prelude->decls[i];
		const struct function *function = text_of(cell, decl);

		is_over = stop(ctx, decl);
		if (function)
			prelude_add_text(prelude, function->text, strlen(function->text));
	}
}

struct search {
	const char *const *link_names;
	size_t cnt;
	bool is_reached;
};

static bool stop_at_name(void *ctx, const struct decl *decl)
{
	struct search *search = ctx;

	return search->is_reached = is_one_of(decl, search->link_names, search->cnt);
}

bool reach_any(const struct cell *cell, const char *const *link_names, size_t cnt)
{
	struct search search = {link_names, cnt, false};
	struct prelude prelude;

	if (!is_declared(cell->symbols, link_names, cnt))
		return false;
	prelude_init(&prelude, cell->symbols);
	add_reached(&prelude, cell, stop_at_name, &search);
	prelude_release(&prelude);
	return search.is_reached;
}

static bool keep_slot(void *ctx, const struct decl *decl)
{
	if (decl->slot && decl->kind == DECL_FUNCTION)
		slot_set_add(ctx, decl->slot);
	return false;
}

void reach_functions(const struct cell *cell, struct slot_set *slots)
{
	struct prelude prelude;

	prelude_init(&prelude, cell->symbols);
	add_reached(&prelude, cell, keep_slot, slots);
	prelude_release(&prelude);
}

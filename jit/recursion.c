// jit/recursion.c - which functions call each other in circles.
#include "jit/recursion.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

// Twice as many as are ever inlined in a unit (tier_text.c): those come first.
#define FUNCTION_MAX 128

// Who names whom, by places in functions.
struct calls {
	struct decl *functions[FUNCTION_MAX];
	size_t cnt;
	bool names[FUNCTION_MAX][FUNCTION_MAX];
};

static void add_body(struct session *session, struct prelude *prelude, const struct decl *decl)
{
	const struct function *function = session_current_function(&session->cell, decl);

	prelude_add_text_at(prelude, function->text, strlen(function->text), function->order);
}

// Lists the functions that a prelude names, those that these name, and so on.
static void list_functions(struct session *session, struct prelude *all, struct calls *calls)
{
	for (size_t i = 0; i < all->cnt && calls->cnt < FUNCTION_MAX; i++) { // it grows
		struct decl *decl = all->decls[i];

		if (decl->kind != DECL_FUNCTION || !decl->slot ||
		    !session_current_function(&session->cell, decl))
			continue;
		calls->functions[calls->cnt++] = decl;
		add_body(session, all, decl);
	}
}

static void find_names(struct session *session, struct calls *calls)
{
	for (size_t i = 0; i < calls->cnt; i++) {
		struct prelude prelude;

		prelude_init(&prelude, &session->symbols);
		add_body(session, &prelude, calls->functions[i]);
		for (size_t j = 0; j < calls->cnt; j++)
			calls->names[i][j] = i != j && prelude_has(&prelude, calls->functions[j]);
		prelude_release(&prelude);
	}
}

// Makes names tell whom a function leads to, by whatever way (Warshall's algorithm).
static void follow(struct calls *calls)
{
	for (size_t by = 0; by < calls->cnt; by++)
		for (size_t i = 0; i < calls->cnt; i++)
			for (size_t j = 0; calls->names[i][by] && j < calls->cnt; j++)
				calls->names[i][j] |= calls->names[by][j];
}

static void find_circles(struct session *session, struct prelude *from, struct slot_set *found)
{
	struct calls *calls = mem_zalloc(sizeof *calls);

	list_functions(session, from, calls);
	find_names(session, calls);
	follow(calls);
	for (size_t i = 0; i < calls->cnt; i++)
		if (calls->names[i][i])
			slot_set_add(found, calls->functions[i]->slot);
	free(calls);
}

void recursion_of_functions(struct session *session, const struct slot_set *functions,
			    struct slot_set *found)
{
	struct prelude prelude;

	prelude_init(&prelude, &session->symbols);
	for (struct name *name = session->symbols.names; name; name = name->hh.next) {
		struct decl *decl = name->current[SPACE_ORDINARY];

		if (decl && decl->slot && slot_set_has(functions, decl->slot))
			prelude_add_decl(&prelude, decl);
	}
	find_circles(session, &prelude, found);
	prelude_release(&prelude);
}

void recursion_of_text(struct session *session, const char *text, struct slot_set *found)
{
	struct prelude prelude;

	prelude_init(&prelude, &session->symbols);
	prelude_add_text(&prelude, text, strlen(text));
	find_circles(session, &prelude, found);
	prelude_release(&prelude);
}

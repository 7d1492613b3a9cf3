// jit/dependents.c - what a change means to the rest of the session: whom to compile again, what to
// drop.
#include "jit/session_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"

void decl_list_add(struct decl_list *list, struct decl *decl)
{
	if (list->cnt == list->cap) {
		list->cap = list->cap ? list->cap * 2 : 16;
		list->items = mem_grow(list->items, list->cap, sizeof *list->items);
	}
	list->items[list->cnt++] = decl;
}

// Lists the session's own functions and objects as they are now.
static void list_session_decls(struct session *session, struct decl_list *list)
{
	struct name *name;

	for (name = session->symbols.names; name; name = name->hh.next) {
		struct decl *decl = name->current[SPACE_ORDINARY];

		if (decl && decl->slot && (decl->function || decl->kind == DECL_OBJECT))
			decl_list_add(list, decl);
	}
}

static bool depends_on(struct session *session, struct decl *decl, const struct decl_list *changed)
{
	struct prelude prelude;
	bool does = false;

	prelude_init(&prelude, &session->symbols);
	prelude_add_decl(&prelude, decl);
	if (decl->function)
		prelude_add_text_at(&prelude, decl->function->text, strlen(decl->function->text),
				    decl->function->order);
	for (size_t i = 0; i < changed->cnt && !does; i++)
		does = prelude_has(&prelude, changed->items[i]);
	prelude_release(&prelude);
	return does;
}

static void warn_dropped(struct session *session, const struct decl *decl)
{
	str_printf(&session->outcome.warnings,
		   "'%s' was dropped: its type changed. Declare it again to use it.\n",
		   decl->name->text);
}

// A program says nothing of another one that it replaces, and nobody of an old main.
static bool is_of_other_program(const struct cell *cell, const struct decl *decl)
{
	return decl->is_of_program && (cell->has_main || !strcmp(decl->name->text, "main"));
}

void session_find_dependents(struct session *session)
{
	struct cell *cell = &session->cell;
	struct decl_list all = {0}, types = {0}, changed = {0};

	for (size_t i = 0; i < cell->changed_cnt; i++) {
		struct decl *decl = cell->changed[i];

		decl_list_add(&changed, decl);
		if (decl->kind == DECL_TYPE || decl->kind == DECL_MACRO)
			decl_list_add(&types, decl);
	}
	if (changed.cnt || session->has_lost_functions)
		list_session_decls(session, &all);
	for (size_t i = 0; i < all.cnt; i++) {
		struct decl *decl = all.items[i];

		if (decl->kind == DECL_OBJECT && types.cnt && !cell_has(cell, decl) &&
		    depends_on(session, decl, &types)) {
			decl_list_add(&session->dropped, decl);
			decl_list_add(&changed, decl);
		}
	}
	for (size_t i = 0; i < all.cnt; i++) {
		struct decl *decl = all.items[i];

		if (!decl->function || cell_has(cell, decl))
			continue;
		if (changed.cnt && depends_on(session, decl, &changed))
			decl_list_add(is_of_other_program(cell, decl) ? &session->left
								      : &session->dependents,
				      decl);
		else if (session->has_lost_functions)
			decl_list_add(&session->dependents, decl);
	}
	for (size_t i = 0; i < session->dropped.cnt; i++) {
		if (!is_of_other_program(cell, session->dropped.items[i]))
			warn_dropped(session, session->dropped.items[i]);
		symbols_undefine(&session->symbols, session->dropped.items[i]->name,
				 SPACE_ORDINARY);
	}
	free(all.items);
	free(types.items);
	free(changed.items);
}

void session_settle_dependent(struct session *session, struct decl *decl, bool is_ok,
			      const char *messages, struct outcome *outcome)
{
	decl->is_broken = !is_ok;
	if (is_ok)
		return;
	str_printf(&outcome->warnings, "'%s' does not compile any more; it stays as it was:\n",
		   decl->name->text);
	session_warn(session, messages, outcome);
}

void session_take_dependents(struct session *session, struct unpack *in, struct outcome *outcome)
{
	uint32_t cnt = unpack_u32(in);
	size_t at = 0;

	for (uint32_t i = 0; i < cnt && !in->has_failed; i++) {
		bool is_ok = unpack_u32(in) != 0;
		char *messages = unpack_text(in);

		while (at < session->request.unit_cnt && !session->request.units[at].dependent)
			at++;
		if (at < session->request.unit_cnt)
			session_settle_dependent(session, session->request.units[at++].dependent,
						 is_ok, messages, outcome);
		free(messages);
	}
}

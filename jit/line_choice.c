// jit/line_choice.c - which functions' lines a run profiles.
#include "jit/line_choice.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"

static void forget_functions(struct line_choice *choice)
{
	free(choice->functions);
	choice->functions = NULL;
	choice->function_cnt = 0;
}

void line_choice_release(struct line_choice *choice)
{
	for (size_t i = 0; i < choice->name_cnt; i++)
		free(choice->names[i]);
	free(choice->names);
	forget_functions(choice);
	*choice = (struct line_choice){0};
}

void line_choice_ask(struct line_choice *choice, const char *const *names, size_t cnt)
{
	line_choice_release(choice);
	choice->names = mem_zalloc((cnt + 1) * sizeof *choice->names);
	for (size_t i = 0; i < cnt; i++)
		choice->names[choice->name_cnt++] = mem_strdup(names[i]);
}

// Gives the session function of a name, with a text of its own; NULL when there is none.
static struct decl *function_of(const struct cell *cell, const struct name *name)
{
	struct decl *decl = name ? name->current[SPACE_ORDINARY] : NULL;

	if (!decl || !decl->slot || decl->kind != DECL_FUNCTION)
		return NULL;
	for (size_t i = 0; i < cell->function_cnt; i++)
		if (cell->functions[i].decl == decl)
			return decl;
	return decl->function && !decl->is_broken ? decl : NULL;
}

static void push(struct line_choice *choice, struct decl *decl)
{
	for (size_t i = 0; i < choice->function_cnt; i++)
		if (choice->functions[i] == decl)
			return;
	choice->functions =
	    mem_grow(choice->functions, choice->function_cnt + 1, sizeof(struct decl *));
	choice->functions[choice->function_cnt++] = decl;
}

// --- by name --------------------------------------------------------------------------------

static int unknown_function(const struct cell *cell, const char *text, struct err *err)
{
	struct near near = near_begin(text, strlen(text));

	for (struct name *name = cell->symbols->names; name; name = name->hh.next)
		if (function_of(cell, name))
			near_offer(&near, name->text, strlen(name->text));
	if (near.best)
		return err_set(err, ERR_USAGE,
			       "no cell defines a function '%s'; did you mean '%.*s'?", text,
			       (int)near.best_len, near.best);
	return err_set(err, ERR_USAGE, "no cell defines a function '%s'", text);
}

static int find_named(struct line_choice *choice, const struct cell *cell, struct err *err)
{
	for (size_t i = 0; i < choice->name_cnt; i++) {
		const char *text = choice->names[i];
		struct decl *decl =
		    function_of(cell, symbols_find(cell->symbols, text, strlen(text)));

		if (!decl)
			return unknown_function(cell, text, err);
		push(choice, decl);
	}
	return 0;
}

// --- by their calls -------------------------------------------------------------------------

static bool runs(const struct item *item)
{
	return item->kind == ITEM_STATEMENT || item->kind == ITEM_EXPRESSION ||
	       item->kind == ITEM_DECLARATION;
}

// "int f(int);" does not call f.
static bool is_declared(const struct item *item, size_t token)
{
	for (size_t i = 0; i < item->declarator_cnt; i++)
		if (item->declarators[i].name == token)
			return true;
	return false;
}

static void find_called(struct line_choice *choice, const struct cell *cell,
			const struct item *item)
{
	const struct tokens *tokens = &cell->tokens;

	for (size_t i = item->first; i < item->end; i++) {
		const struct token *token = &tokens->items[i];
		struct decl *decl;

		if (token->kind != TOKEN_IDENT || !token_is(tokens, i + 1, "("))
			continue;
		decl =
		    function_of(cell, symbols_find(cell->symbols, tokens->text + token->start_byte,
						   token->end_byte - token->start_byte));
		if (decl && !is_declared(item, i))
			push(choice, decl);
	}
}

int line_choice_find(struct line_choice *choice, const struct cell *cell, struct err *err)
{
	struct decl *main_function;

	forget_functions(choice);
	if (choice->name_cnt)
		return find_named(choice, cell, err);
	for (size_t i = 0; i < cell->items.cnt; i++)
		if (runs(&cell->items.items[i]))
			find_called(choice, cell, &cell->items.items[i]);
	main_function =
	    cell->has_main ? function_of(cell, symbols_find(cell->symbols, "main", 4)) : NULL;
	if (main_function)
		push(choice, main_function);
	return 0;
}

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

bool reach_any(const struct cell *cell, const char *const *link_names, size_t cnt)
{
	struct prelude prelude;
	bool is_reached = false;

	if (!is_declared(cell->symbols, link_names, cnt))
		return false;
	prelude_init(&prelude, cell->symbols);
	prelude_add_text(&prelude, cell->text, strlen(cell->text));
	for (size_t i = 0; i < prelude.cnt && !is_reached; i++) {
		const struct decl *decl = prelude.decls[i];
		const struct function *function = text_of(cell, decl);

		is_reached = is_one_of(decl, link_names, cnt);
		if (function)
			prelude_add_text(&prelude, function->text, strlen(function->text));
	}
	prelude_release(&prelude);
	return is_reached;
}

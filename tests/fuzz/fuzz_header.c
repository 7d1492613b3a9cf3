// tests/fuzz/fuzz_header.c - preprocessed header text: header_index(), and preludes from it.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "jit/read/header.h"
#include "jit/read/lex.h"
#include "jit/unit.h"

static void check_tokens(const char *text, size_t len)
{
	struct tokens tokens;
	uint32_t at = 0;

	tokens_init(&tokens, text, len);
	for (size_t i = 0; i < tokens.cnt; i++) {
		const struct token *token = &tokens.items[i];

		if (token->start_byte < at || token->end_byte <= token->start_byte ||
		    token->end_byte > len)
			abort();
		at = token->end_byte;
	}
	tokens_release(&tokens);
}

// A unit that needs everything there is.
static void pack_all(struct symbols *symbols)
{
	struct str packed = {0};
	struct unit unit;

	unit_init(&unit, symbols);
	for (struct name *name = symbols->names; name; name = name->hh.next) {
		for (int space = 0; space < SPACE_CNT; space++) {
			if (name->current[space])
				unit_add_decl(&unit, name->current[space]);
		}
	}
	unit_pack(&unit, &packed);
	unit_release(&unit);
	str_release(&packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	size_t len = strlen(text);
	struct symbols symbols;

	check_tokens(text, len);
	symbols_init(&symbols);
	header_index(&symbols, text, len);
	symbols_commit(&symbols);
	header_index(&symbols, text, len);
	pack_all(&symbols);
	symbols_rollback(&symbols);
	pack_all(&symbols);
	symbols_release(&symbols);
	free(text);
	return 0;
}

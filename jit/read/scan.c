// jit/read/scan.c - a function's statements walked by their tokens, and written again with more
// between them.
#include "jit/read/scan.h"

void scan_copy_to(struct scan *scan, size_t byte)
{
	str_add(scan->out, scan->tokens->text + scan->at, byte - scan->at);
	scan->at = byte;
}

void scan_copy_before(struct scan *scan, size_t token)
{
	scan_copy_to(scan, scan->tokens->items[token].start_byte);
}

void scan_copy_behind(struct scan *scan, size_t token)
{
	scan_copy_to(scan, scan->tokens->items[token].end_byte);
}

bool scan_is_at(const struct scan *scan, size_t i, const char *word)
{
	return i < scan->end && token_is(scan->tokens, i, word);
}

size_t scan_fail(struct scan *scan)
{
	scan->has_failed = true;
	return scan->end;
}

size_t scan_skip_directives(const struct scan *scan, size_t i)
{
	while (i < scan->end && scan->tokens->items[i].kind == TOKEN_DIRECTIVE)
		i++;
	return i;
}

size_t scan_skip_bracket(struct scan *scan, size_t i)
{
	size_t after = token_after_bracket(scan->tokens, i);

	return after > scan->end ? scan_fail(scan) : after;
}

// label: name ':' | 'default' ':' | 'case' anything ':'
size_t scan_skip_label(struct scan *scan, size_t i)
{
	int question_cnt = 0;

	if (!scan_is_at(scan, i, "case"))
		return scan->tokens->items[i].kind == TOKEN_IDENT && scan_is_at(scan, i + 1, ":")
			   ? i + 2
			   : i;
	for (i++; i < scan->end; i++) {
		if (scan_is_at(scan, i, "(")) {
			i = scan_skip_bracket(scan, i) - 1;
			continue;
		}
		question_cnt += scan_is_at(scan, i, "?");
		if (scan_is_at(scan, i, ":") && question_cnt-- == 0)
			return i + 1;
	}
	return scan_fail(scan);
}

size_t scan_find_macro_block(struct scan *scan, size_t i)
{
	size_t block = i + 1;

	if (scan->tokens->items[i].kind != TOKEN_IDENT)
		return i;
	if (scan_is_at(scan, block, "("))
		block = scan_skip_bracket(scan, block);
	return scan_is_at(scan, block, "{") ? block : i;
}

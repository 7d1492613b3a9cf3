// jit/compiler/opt_notes.c - what gcc's -fopt-info and clang's -Rpass say: what was optimised, what
// not.
//
// gcc:   In[2]:6:23: optimized: loop vectorized using 16 byte vectors
//        In[2]:10:5: missed:   not inlinable: f/13 -> printf/14, function body not available
// clang: In[2]:6:5: remark: loop not vectorized [-Rpass-missed=loop-vectorize]
#include "jit/compiler/opt_notes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FUNCTION_PREFIX "cicle_fn_"

void opt_notes_ask(bool is_clang, enum opt_detail detail, struct list *flags)
{
	static const char *const of_gcc[] = {"-fopt-info-optimized", "-fopt-info-optimized-missed",
					     "-fopt-info-all"};
	static const char *const of_clang[] = {"-Rpass=.*", "-Rpass-missed=.*",
					       "-Rpass-analysis=.*"};

	if (!is_clang) {
		list_add(flags, of_gcc[detail]);
		return;
	}
	for (int i = 0; i <= (int)detail && i <= OPT_ASK_ALL; i++)
		list_add(flags, of_clang[i]);
}

bool opt_notes_is_flag(const char *flag)
{
	return !strncmp(flag, "-fopt-info", 10) || !strncmp(flag, "-Rpass", 6);
}

static bool contains(const char *text, size_t len, const char *part)
{
	return memmem(text, len, part, strlen(part)) != NULL;
}

static bool take_word(const char **text, size_t *len, const char *word)
{
	size_t word_len = strlen(word);

	if (*len < word_len || memcmp(*text, word, word_len) != 0)
		return false;
	*text += word_len;
	*len -= word_len;
	return true;
}

// Reads "optimized: " and its like. Returns false when the line is no note.
static bool take_kind(const char **text, size_t *len, enum opt_kind *kind)
{
	if (take_word(text, len, "optimized: "))
		*kind = OPT_DONE;
	else if (take_word(text, len, "missed: "))
		*kind = OPT_MISSED;
	else if (take_word(text, len, "note: "))
		*kind = OPT_WHY;
	else if (!take_word(text, len, "remark: "))
		return false;
	else if (contains(*text, *len, "[-Rpass-missed="))
		*kind = OPT_MISSED;
	else if (contains(*text, *len, "[-Rpass-analysis="))
		*kind = OPT_WHY;
	else
		*kind = OPT_DONE;
	return true;
}

// Finds where "FILE:LINE:COLUMN: " ends. Returns 0 when the line does not begin so.
static size_t find_text(const char *line, size_t len, size_t *file_len, uint32_t *number)
{
	const char *end = memmem(line, len, ": ", 2);
	const char *column, *colon;

	column = end ? memrchr(line, ':', (size_t)(end - line)) : NULL;
	colon = column ? memrchr(line, ':', (size_t)(column - line)) : NULL;
	if (!colon || !isdigit((unsigned char)colon[1]) || !isdigit((unsigned char)column[1]))
		return 0;
	*file_len = (size_t)(colon - line);
	*number = (uint32_t)strtoul(colon + 1, NULL, 10);
	return (size_t)(end - line) + 2;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

// gcc writes the functions f and sq as cicle_fn_f/13 and sq/11.
static char *plain_text(const char *text, size_t len)
{
	struct str out = {0};

	for (size_t i = 0; i < len; i++) {
		bool at_word = is_word(text[i]) && (!i || !is_word(text[i - 1]));

		if (at_word && len - i > strlen(FUNCTION_PREFIX) &&
		    !memcmp(text + i, FUNCTION_PREFIX, strlen(FUNCTION_PREFIX)))
			i += strlen(FUNCTION_PREFIX);
		if (text[i] == '/' && i && is_word(text[i - 1]) && i + 1 < len &&
		    isdigit((unsigned char)text[i + 1])) {
			while (i + 1 < len && isdigit((unsigned char)text[i + 1]))
				i++;
			continue;
		}
		str_putc(&out, text[i]);
	}
	return str_take(&out);
}

static bool is_known(const struct opt_notes *notes, const struct opt_note *note)
{
	for (size_t i = 0; i < notes->cnt; i++) {
		const struct opt_note *other = &notes->items[i];

		if (other->kind == note->kind && other->line == note->line &&
		    !strcmp(other->file, note->file) && !strcmp(other->text, note->text))
			return true;
	}
	return false;
}

static void release_note(struct opt_note *note)
{
	free(note->file);
	free(note->text);
}

static void drop_doubles(struct opt_notes *notes)
{
	struct opt_note *items = notes->items;
	size_t cnt = notes->cnt;

	notes->cnt = 0;
	for (size_t i = 0; i < cnt; i++) {
		if (is_known(notes, &items[i]))
			release_note(&items[i]);
		else
			items[notes->cnt++] = items[i];
	}
}

// clang cannot read cells: it tells a note at its function's line, then where it belongs.
static bool move_last(struct opt_notes *notes, const char *text, size_t len)
{
	static const char words[] = "could not determine the original source location for ";
	struct opt_note *last = notes->cnt ? &notes->items[notes->cnt - 1] : NULL;
	const char *column, *line;

	if (!take_word(&text, &len, words))
		return false;
	column = memrchr(text, ':', len);
	line = column ? memrchr(text, ':', (size_t)(column - text)) : NULL;
	if (!last || !line || !isdigit((unsigned char)line[1]))
		return true;
	free(last->file);
	last->file = mem_strndup(text, (size_t)(line - text));
	last->line = (uint32_t)strtoul(line + 1, NULL, 10);
	return true;
}

static void add(struct opt_notes *notes, const struct opt_note *note)
{
	notes->items = mem_grow(notes->items, notes->cnt + 1, sizeof *notes->items);
	notes->items[notes->cnt++] = *note;
}

// Lines without a place are gcc's account of its own passes.
static bool is_account(const char *line, size_t len)
{
	static const char *const starts[] = {"Unit growth", "Inlined ", "BB ",         "loop ",
					     " ",           "\t",       "optimized: ", "missed: "};

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (len >= strlen(starts[i]) && !memcmp(line, starts[i], strlen(starts[i])))
			return true;
	return !len;
}

static bool read_line(struct opt_notes *notes, const char *line, size_t len)
{
	struct opt_note note;
	size_t file_len, at = find_text(line, len, &file_len, &note.line);
	const char *text = line + at;
	size_t text_len = len - at;

	if (!at)
		return is_account(line, len);
	if (!take_kind(&text, &text_len, &note.kind))
		return false;
	if (note.kind == OPT_WHY && move_last(notes, text, text_len))
		return true;
	while (text_len && *text == ' ') {
		text++;
		text_len--;
	}
	note.file = mem_strndup(line, file_len);
	note.text = plain_text(text, text_len);
	add(notes, &note);
	return true;
}

void opt_notes_read(struct opt_notes *notes, const char *messages, struct str *rest)
{
	*notes = (struct opt_notes){0};
	while (*messages) {
		size_t len = strcspn(messages, "\n");

		if (!read_line(notes, messages, len) && rest) {
			str_add(rest, messages, len);
			str_putc(rest, '\n');
		}
		messages += len + (messages[len] == '\n');
	}
	drop_doubles(notes);
}

void opt_notes_release(struct opt_notes *notes)
{
	for (size_t i = 0; i < notes->cnt; i++)
		release_note(&notes->items[i]);
	free(notes->items);
	*notes = (struct opt_notes){0};
}

// jit/compiler/opt_notes.c - what gcc's -fopt-info and clang's -Rpass say: what was optimised, what
// not.
//
// gcc:   In[2]:6:23: optimized: loop vectorized using 16 byte vectors
//        In[2]:10:5: missed:   not inlinable: f/13 -> printf/14, function body not available
// clang: In[2]:6:5: remark: loop not vectorized [-Rpass-missed=loop-vectorize]
#include "jit/compiler/opt_notes.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FUNCTION_PREFIX "cicle_fn_"
// clang's count of instructions after each of its passes: some dozens for a function.
#define SIZE_REMARK "[-Rpass-analysis=size-info]"

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
	// Of a remark that clang leaves out, the note in front of it may stay: see find_places().
	for (size_t i = 0; i < sizeof of_clang / sizeof *of_clang; i++)
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
	else if (contains(*text, *len, "[-Rpass-analysis"))
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

// Also what has no place: a remark on a function that clang made for itself.
static void drop_doubles(struct opt_notes *notes)
{
	struct opt_note *items = notes->items;
	size_t cnt = notes->cnt;

	notes->cnt = 0;
	for (size_t i = 0; i < cnt; i++) {
		if (!items[i].line || is_known(notes, &items[i]))
			release_note(&items[i]);
		else
			items[notes->cnt++] = items[i];
	}
}

// What stands in clang's messages between notes of places.
struct remark {
	size_t note; // its number among the notes; SIZE_MAX: it is none
	const char *place;
	size_t place_len;
	size_t place_cnt; // notes of places behind it; the first is place
};

struct remarks {
	struct remark *items;
	size_t cnt;
};

static void add_remark(struct remarks *remarks, size_t note)
{
	remarks->items = mem_grow(remarks->items, remarks->cnt + 1, sizeof *remarks->items);
	remarks->items[remarks->cnt++] = (struct remark){.note = note};
}

// Takes a note of a place. Returns false when the line is none.
static bool add_place(struct remarks *remarks, const char *text, size_t len)
{
	static const char words[] = "note: could not determine the original source location for ";
	struct remark *last = remarks->cnt ? &remarks->items[remarks->cnt - 1] : NULL;

	if (!take_word(&text, &len, words))
		return false;
	if (last && !last->place_cnt++) {
		last->place = text;
		last->place_len = len;
	}
	return true;
}

// Moves a note to "In[2]:8:5".
static void move(struct opt_note *note, const char *place, size_t len)
{
	const char *column = memrchr(place, ':', len);
	const char *line = column ? memrchr(place, ':', (size_t)(column - place)) : NULL;

	if (!line || !isdigit((unsigned char)line[1]))
		return;
	free(note->file);
	note->file = mem_strndup(place, (size_t)(line - place));
	note->line = (uint32_t)strtoul(line + 1, NULL, 10);
}

// clang cannot read cells: it tells each remark at its function's line, and where it belongs in a
// note in front of it, which the first has not, and in one behind it. Some remarks have no place,
// and neither note. So the last one's notes are its own, and from there on the others' can be told.
static void find_places(struct opt_notes *notes, const struct remarks *remarks)
{
	bool is_next_placed = false;

	for (size_t i = remarks->cnt; i-- > 0;) {
		const struct remark *remark = &remarks->items[i];
		bool is_placed = remark->place_cnt > (is_next_placed ? 1 : 0);

		if (is_placed && remark->note < notes->cnt)
			move(&notes->items[remark->note], remark->place, remark->place_len);
		is_next_placed = is_placed;
	}
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

static bool read_line(struct opt_notes *notes, struct remarks *remarks, const char *line,
		      size_t len)
{
	struct opt_note note = {0};
	size_t file_len = 0, at = find_text(line, len, &file_len, &note.line);
	const char *text = line + at;
	size_t text_len = len - at;
	bool is_note, is_remark;

	if (add_place(remarks, text, text_len))
		return true;
	is_remark = text_len > 8 && !memcmp(text, "remark: ", 8);
	is_note = take_kind(&text, &text_len, &note.kind);
	if (!is_note || (!at && !is_remark) || contains(text, text_len, SIZE_REMARK)) {
		add_remark(remarks, SIZE_MAX);
		return at || is_remark ? is_note : is_account(line, len);
	}
	add_remark(remarks, notes->cnt);
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
	struct remarks remarks = {0};

	*notes = (struct opt_notes){0};
	while (*messages) {
		size_t len = strcspn(messages, "\n");

		if (!read_line(notes, &remarks, messages, len) && rest) {
			str_add(rest, messages, len);
			str_putc(rest, '\n');
		}
		messages += len + (messages[len] == '\n');
	}
	find_places(notes, &remarks);
	free(remarks.items);
	drop_doubles(notes);
}

void opt_notes_release(struct opt_notes *notes)
{
	for (size_t i = 0; i < notes->cnt; i++)
		release_note(&notes->items[i]);
	free(notes->items);
	*notes = (struct opt_notes){0};
}

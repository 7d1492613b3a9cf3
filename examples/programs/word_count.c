// word_count.c - counts lines, words and characters of a text that is read as a file, as wc does.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD_BYTES 24

static char text[] = "How much wood would a woodchuck chuck\n"
		     "if a woodchuck could chuck wood?\n"
		     "\n"
		     "He would chuck, he would, as much as he could,\n"
		     "and chuck as much wood as a woodchuck would\n"
		     "if a woodchuck could chuck wood.\n";

struct word {
	char text[WORD_BYTES];
	int count, first_line;
};

struct counts {
	int lines, words, bytes, longest;
	struct word *list;
	size_t cnt, cap;
};

static struct word *find(struct counts *counts, const char *text)
{
	struct word *word;

	for (size_t i = 0; i < counts->cnt; i++)
		if (!strcmp(counts->list[i].text, text))
			return &counts->list[i];
	if (counts->cnt == counts->cap) {
		counts->cap = counts->cap ? 2 * counts->cap : 4;
		counts->list = realloc(counts->list, counts->cap * sizeof *counts->list);
		if (!counts->list)
			exit(EXIT_FAILURE);
	}
	word = &counts->list[counts->cnt++];
	memset(word, 0, sizeof *word);
	strcpy(word->text, text);
	return word;
}

static void count_word(struct counts *counts, char *text)
{
	struct word *word = find(counts, text);

	if (!word->count++)
		word->first_line = counts->lines + 1;
	counts->words++;
}

static void count_stream(FILE *file, struct counts *counts)
{
	char word[WORD_BYTES];
	int c, len = 0, line_len = 0;

	do {
		c = getc(file);
		if (c != EOF && isalpha(c)) {
			if (len < WORD_BYTES - 1)
				word[len++] = (char)tolower(c);
		} else if (len) {
			word[len] = 0;
			count_word(counts, word);
			len = 0;
		}
		counts->bytes += c != EOF;
		line_len = c == '\n' || c == EOF ? 0 : line_len + 1;
		if (line_len > counts->longest)
			counts->longest = line_len;
		counts->lines += c == '\n';
	} while (c != EOF);
}

static int by_count(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	return x->count != y->count ? y->count - x->count : strcmp(x->text, y->text);
}

int main(void)
{
	struct counts counts = {0};
	FILE *file = fmemopen(text, strlen(text), "r");
	int shown = 0;

	if (!file) {
		perror("fmemopen");
		return EXIT_FAILURE;
	}
	count_stream(file, &counts);
	fclose(file);
	printf("%d lines, %d words, %d bytes, longest line %d\n", counts.lines, counts.words,
	       counts.bytes, counts.longest);
	qsort(counts.list, counts.cnt, sizeof *counts.list, by_count);
	for (size_t i = 0; i < counts.cnt; i++) {
		const struct word *word = &counts.list[i];

		if (word->count < 2)
			break;
		printf("%-10s %2d  %-*.*s since line %d\n", word->text, word->count, 8, word->count,
		       "********", word->first_line);
		shown += word->count;
	}
	printf("%zu different; the repeated ones are %.1f %% of all\n", counts.cnt,
	       100.0 * shown / counts.words);
	free(counts.list);
	return 0;
}

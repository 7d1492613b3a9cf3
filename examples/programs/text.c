// text.c - string tools: wrapping and justifying text, Roman numerals, Caesar, runs, palindromes.
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 34

static const char passage[] =
    "A program is a thing that a machine obeys and a person reads. "
    "It is written once, read a hundred times, and   changed\tby someone\n"
    "who was not there; so let it say what it means.";

struct line {
	char words[WIDTH + 1]; // divided by single blanks
	size_t len;
	int gaps;
};

static void print_left(const struct line *line)
{
	printf("|%-*s|\n", WIDTH, line->words);
}

// Spreads the missing blanks over the gaps, the left ones first.
static void print_justified(const struct line *line)
{
	size_t missing = WIDTH - line->len;
	int gap = 0;

	putchar('|');
	for (const char *c = line->words; *c; c++) {
		putchar(*c);
		if (*c == ' ' && line->gaps) {
			size_t extra = missing / (size_t)line->gaps;

			extra += (size_t)gap++ < missing % (size_t)line->gaps;
			printf("%*s", (int)extra, "");
		}
	}
	puts("|");
}

static void wrap(const char *text, void (*print)(const struct line *))
{
	struct line line = {.len = 0};

	while (*(text += strspn(text, " \t\n"))) {
		size_t len = strcspn(text, " \t\n");

		if (line.len && line.len + 1 + len > WIDTH) {
			print(&line);
			line = (struct line){.len = 0};
		}
		line.gaps += line.len > 0;
		line.len += (size_t)sprintf(line.words + line.len, "%s%.*s", line.len ? " " : "",
					    (int)len, text);
		text += len;
	}
	if (line.len)
		print_left(&line);
}

static char *roman(int number, char *out)
{
	static const struct {
		int value;
		char digits[3];
	} table[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"},
		     {90, "XC"},  {50, "L"},   {40, "XL"}, {10, "X"},   {9, "IX"},
		     {5, "V"},    {4, "IV"},   {1, "I"}};

	*out = 0;
	for (size_t i = 0; number > 0;)
		if (number >= table[i].value) {
			strcat(out, table[i].digits);
			number -= table[i].value;
		} else {
			i++;
		}
	return out;
}

static void caesar(char *text, int shift)
{
	for (; *text; text++)
		if (isalpha((unsigned char)*text)) {
			char first = isupper((unsigned char)*text) ? 'A' : 'a';

			*text = (char)(first + (*text - first + shift + 26) % 26);
		}
}

static bool is_palindrome(const char *text)
{
	const char *end = text + strlen(text);

	while (text < end) {
		if (!isalnum((unsigned char)*text))
			text++;
		else if (!isalnum((unsigned char)end[-1]))
			end--;
		else if (tolower((unsigned char)*text++) != tolower((unsigned char)*--end))
			return false;
	}
	return true;
}

// "aaab" becomes "a3b".
static void pack_runs(const char *text, char *out)
{
	while (*text) {
		size_t run = 1;

		while (text[run] == *text)
			run++;
		out += run > 1 ? sprintf(out, "%c%zu", *text, run) : sprintf(out, "%c", *text);
		text += run;
	}
}

int main(void)
{
	static const int years[] = {4, 49, 1815, 1972, 1999, 2024};
	static const char *const phrases[] = {"A man, a plan, a canal: Panama!", "Not this one", "",
					      "No lemon, no melon"};
	char buf[64], secret[] = "Hello, World! xyz";

	wrap(passage, print_left);
	puts("");
	wrap(passage, print_justified);
	for (size_t i = 0; i < sizeof years / sizeof *years; i++)
		printf("%d = %s%c", years[i], roman(years[i], buf), i % 3 == 2 ? '\n' : ' ');
	caesar(secret, 13);
	printf("%s -> ", secret);
	caesar(secret, -13);
	puts(secret);
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
		printf("\"%s\": %s\n", phrases[i], is_palindrome(phrases[i]) ? "yes" : "no");
	pack_runs("wwwwaaadexxxxxxxxxxxx!", buf);
	puts(buf);
	return 0;
}

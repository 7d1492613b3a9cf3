// string_search.c - a word in a text, by the table of Boyer, Moore and Horspool: bytes, skips.
#include <string.h>

#define TEXT_LEN 2000000

char text[TEXT_LEN + 1];

void fill_text(void)
{
	unsigned seed = 3;

	for (int i = 0; i < TEXT_LEN; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = "etaoin shrdlu"[(seed >> 16) % 13];
	}
	text[TEXT_LEN] = 0;
}

int count_word(const char *word)
{
	int skips[256], len = (int)strlen(word), cnt = 0;

	for (int i = 0; i < 256; i++)
		skips[i] = len;
	for (int i = 0; i < len - 1; i++)
		skips[(unsigned char)word[i]] = len - 1 - i;
	for (int at = 0; at + len <= TEXT_LEN;) {
		int i = len - 1;

		while (i >= 0 && text[at + i] == word[i])
			i--;
		cnt += i < 0;
		at += skips[(unsigned char)text[at + len - 1]];
	}
	return cnt;
}

double run(void)
{
	static const char *const words[] = {"the", "noise", "soldier",
					    "tin", "rain",  "she told us"};
	double sum = 0;

	fill_text();
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < 6; i++)
			sum += count_word(words[i]) * (i + 1.0);
	return sum;
}

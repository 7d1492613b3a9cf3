// bench/programs/search.c - a word in a text, by Horspool's way and letter by letter
#include <string.h>
#define N 2000000
char text[N + 1];
int skip[256];
// ---
void write_text(void)
{
	for (int i = 0; i < N; i++)
		text[i] = 'a' + (i * 7 + i / 11 + i % 13) % 26;
	text[N] = 0;
}
// ---
int matches(const char *at, const char *word, int len)
{
	for (int i = 0; i < len; i++)
		if (at[i] != word[i])
			return 0;
	return 1;
}
// ---
int horspool(const char *word)
{
	int len = strlen(word), cnt = 0;
	for (int i = 0; i < 256; i++)
		skip[i] = len;
	for (int i = 0; i < len - 1; i++)
		skip[(unsigned char)word[i]] = len - 1 - i;
	for (int at = 0; at + len <= N; at += skip[(unsigned char)text[at + len - 1]])
		cnt += matches(text + at, word, len);
	return cnt;
}
// ---
int naive(const char *word)
{
	int len = strlen(word), cnt = 0;
	for (int at = 0; at + len <= N; at++)
		cnt += matches(text + at, word, len);
	return cnt;
}
// ---
double bench(void)
{
	int sum = 0;
	write_text();
	for (int n = 0; n < 5; n++)
		sum += horspool("needle") + naive("haystack") + horspool("aiqy");
	return sum;
}

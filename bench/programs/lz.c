// bench/programs/lz.c - compression by references to what was seen before
#include <stdint.h>
#include <string.h>
#define N 1000000
unsigned char plain[N], packed[2 * N];
int heads[65536];
// ---
void write_plain(void)
{
	uint32_t x = 1;
	for (int i = 0; i < N; i++) {
		x = x * 1664525 + 1013904223;
		plain[i] = i % 97 < 60 && i > 97 ? plain[i - 97] : x >> 24 & 15;
	}
}
// ---
unsigned hash_at(const unsigned char *p) { return (p[0] << 8 ^ p[1] << 4 ^ p[2] << 2 ^ p[3]) & 65535; }
// ---
int common(const unsigned char *a, const unsigned char *b, const unsigned char *end)
{
	const unsigned char *start = b;
	while (b < end && *a == *b)
		a++, b++;
	return b - start;
}
// ---
int compress(void)
{
	int out = 0;
	memset(heads, -1, sizeof heads);
	for (int i = 0; i + 4 < N;) {
		unsigned h = hash_at(plain + i);
		int from = heads[h], len = from >= 0 && i - from < 65536 ? common(plain + from, plain + i, plain + N) : 0;
		heads[h] = i;
		if (len > 255)
			len = 255;
		if (len < 5) {
			packed[out++] = 0;
			packed[out++] = plain[i++];
			continue;
		}
		packed[out++] = len;
		packed[out++] = (i - from) >> 8;
		packed[out++] = i - from;
		i += len;
	}
	return out;
}
// ---
double bench(void)
{
	int sum = 0;
	write_plain();
	for (int n = 0; n < 10; n++)
		sum += compress();
	return sum;
}

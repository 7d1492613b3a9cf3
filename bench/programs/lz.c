// lz.c - compression by earlier occurrences, and back: a hash of positions, copies of bytes.
#include <string.h>

#define PLAIN_LEN 1000000
#define POSITION_CNT 65536

unsigned char plain[PLAIN_LEN], packed[PLAIN_LEN * 2], unpacked[PLAIN_LEN];
int positions[POSITION_CNT];

void fill_plain(void)
{
	unsigned seed = 5;
	int at = 0;

	while (at < PLAIN_LEN) {
		int from, len;

		seed = seed * 1664525 + 1013904223;
		len = 4 + (int)(seed >> 20) % 24;
		from = at > 1000 && seed >> 31 ? at - 1 - (int)(seed >> 8) % 1000 : -1;
		for (int i = 0; i < len && at < PLAIN_LEN; i++, at++) {
			seed = seed * 1664525 + 1013904223;
			plain[at] = from >= 0 ? plain[from + i] : (unsigned char)(seed >> 24);
		}
	}
}

unsigned position_of(const unsigned char *at)
{
	unsigned word;

	memcpy(&word, at, 4);
	return (word * 2654435761u) >> 16;
}

int match_len(int a, int b)
{
	int len = 0;

	while (len < 250 && b + len < PLAIN_LEN && plain[a + len] == plain[b + len])
		len++;
	return len;
}

int compress(void)
{
	int out = 0, at = 0;

	for (int i = 0; i < POSITION_CNT; i++)
		positions[i] = -1;
	while (at < PLAIN_LEN) {
		int len = 0, from = -1;

		if (at + 4 <= PLAIN_LEN) {
			unsigned slot = position_of(&plain[at]);

			from = positions[slot];
			positions[slot] = at;
			len = from >= 0 && at - from < 65536 ? match_len(from, at) : 0;
		}
		if (len >= 5) {
			packed[out++] = (unsigned char)(len + 1);
			packed[out++] = (unsigned char)((at - from) & 255);
			packed[out++] = (unsigned char)((at - from) >> 8);
			at += len;
		} else {
			packed[out++] = 0;
			packed[out++] = plain[at++];
		}
	}
	return out;
}

int decompress(int packed_len)
{
	int out = 0;

	for (int in = 0; in < packed_len;) {
		if (!packed[in]) {
			unpacked[out++] = packed[in + 1];
			in += 2;
		} else {
			int len = packed[in] - 1,
			    from = out - packed[in + 1] - packed[in + 2] * 256;

			for (int i = 0; i < len; i++)
				unpacked[out++] = unpacked[from + i];
			in += 3;
		}
	}
	return out;
}

double run(void)
{
	double sum = 0;

	fill_plain();
	for (int round = 0; round < 5; round++) {
		int len = compress();

		sum += len;
		if (decompress(len) != PLAIN_LEN || memcmp(plain, unpacked, PLAIN_LEN) != 0)
			return -1;
	}
	return sum;
}

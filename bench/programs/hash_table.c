// hash_table.c - numbers counted by key: multiplications, memory at random.
#include <string.h>

#define TABLE_CNT (1 << 18)

struct entry {
	unsigned key, cnt;
};

struct entry entries[TABLE_CNT];

unsigned hash(unsigned key)
{
	key ^= key >> 16;
	key *= 0x7feb352d;
	key ^= key >> 15;
	key *= 0x846ca68b;
	return key ^ key >> 16;
}

struct entry *find(unsigned key)
{
	unsigned at = hash(key) % TABLE_CNT;

	while (entries[at].cnt && entries[at].key != key)
		at = (at + 1) % TABLE_CNT;
	return &entries[at];
}

double run(void)
{
	unsigned seed = 7;
	double sum = 0;

	memset(entries, 0, sizeof entries);
	for (int i = 0; i < 4000000; i++) {
		struct entry *entry;

		seed = seed * 1664525 + 1013904223;
		entry = find(seed >> 15);
		entry->key = seed >> 15;
		entry->cnt++;
	}
	for (int i = 0; i < TABLE_CNT; i++)
		sum += (double)entries[i].cnt * entries[i].cnt;
	return sum;
}

// bench/programs/hash.c - a hash table with open addressing
#include <stdint.h>
#include <string.h>
#define CAP 1048576
struct entry { uint64_t key, value; };
struct entry table[CAP];
// ---
uint64_t mix(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdULL;
	x ^= x >> 33;
	return x;
}
// ---
struct entry *find(uint64_t key)
{
	uint64_t i = mix(key) & (CAP - 1);
	while (table[i].key && table[i].key != key)
		i = (i + 1) & (CAP - 1);
	return &table[i];
}
// ---
void count(uint64_t key)
{
	struct entry *e = find(key);
	e->key = key;
	e->value++;
}
// ---
double bench(void)
{
	double sum = 0;
	memset(table, 0, sizeof table);
	for (uint64_t i = 1; i < 2000000; i++)
		count(i * 7 % 300007 + 1);
	for (uint64_t i = 1; i < 300000; i++)
		sum += find(i)->value;
	return sum;
}

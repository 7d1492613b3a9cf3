// hash_table.c - a table of strings with open addressing that grows, shrinks and forgets.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIN_CAP 8u

struct entry {
	char *key; // NULL: never used; TOMB: was used
	int value;
};

struct table {
	struct entry *entries;
	size_t cap, used, live;
};

static char tomb[] = "";
#define TOMB (&tomb[0])

static uint64_t hash(const char *text)
{
	uint64_t h = 14695981039346656037ull;

	while (*text)
		h = (h ^ (unsigned char)*text++) * 1099511628211ull;
	return h;
}

static char *copy_text(const char *text)
{
	char *copy = malloc(strlen(text) + 1);

	if (!copy) {
		fputs("no memory\n", stderr);
		exit(EXIT_FAILURE);
	}
	return strcpy(copy, text);
}

// Gives the entry of a key, or the one where it would go.
static struct entry *find(const struct table *table, const char *key)
{
	struct entry *grave = NULL;
	size_t i = hash(key) & (table->cap - 1);

	for (;; i = (i + 1) & (table->cap - 1)) {
		struct entry *entry = &table->entries[i];

		if (!entry->key)
			return grave ? grave : entry;
		if (entry->key == TOMB)
			grave = grave ? grave : entry;
		else if (!strcmp(entry->key, key))
			return entry;
	}
}

static void resize(struct table *table, size_t cap)
{
	struct table old = *table;

	*table = (struct table){calloc(cap, sizeof *table->entries), cap, old.live, old.live};
	if (!table->entries)
		exit(EXIT_FAILURE);
	for (size_t i = 0; i < old.cap; i++)
		if (old.entries[i].key && old.entries[i].key != TOMB)
			*find(table, old.entries[i].key) = old.entries[i];
	free(old.entries);
}

static int *put(struct table *table, const char *key)
{
	struct entry *entry;

	if ((table->used + 1) * 4 > table->cap * 3)
		resize(table, table->live * 2 < MIN_CAP ? MIN_CAP : table->cap * 2);
	entry = find(table, key);
	if (!entry->key || entry->key == TOMB) {
		table->used += entry->key == NULL;
		table->live++;
		*entry = (struct entry){copy_text(key), 0};
	}
	return &entry->value;
}

static const int *get(const struct table *table, const char *key)
{
	struct entry *entry = table->cap ? find(table, key) : NULL;

	return entry && entry->key && entry->key != TOMB ? &entry->value : NULL;
}

static int forget(struct table *table, const char *key)
{
	struct entry *entry = find(table, key);

	if (!entry->key || entry->key == TOMB)
		return 0;
	free(entry->key);
	entry->key = TOMB;
	table->live--;
	return 1;
}

static void release(struct table *table)
{
	for (size_t i = 0; i < table->cap; i++)
		if (table->entries[i].key != TOMB)
			free(table->entries[i].key);
	free(table->entries);
}

int main(void)
{
	struct table table = {0};
	char key[32];
	long sum = 0;
	int forgotten = 0;

	for (int i = 0; i < 1000; i++) {
		snprintf(key, sizeof key, "key %d", i * 7 % 1000);
		*put(&table, key) += i;
	}
	printf("%zu live of %zu, room for %zu\n", table.live, table.used, table.cap);
	for (int i = 0; i < 1000; i += 3) {
		snprintf(key, sizeof key, "key %d", i);
		forgotten += forget(&table, key);
	}
	for (int i = 0; i < 1100; i++) {
		const int *value;

		snprintf(key, sizeof key, "key %d", i);
		value = get(&table, key);
		sum += value ? *value : -1;
	}
	printf("forgot %d, %zu live, sum %ld\n", forgotten, table.live, sum);
	printf("key 1 = %d, key 3 %s\n", *get(&table, "key 1"),
	       get(&table, "key 3") ? "is there" : "is gone");
	printf("hash of \"\": %016llx\n", (unsigned long long)hash(""));
	release(&table);
	return 0;
}

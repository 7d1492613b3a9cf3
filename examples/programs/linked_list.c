// linked_list.c - a doubly linked list with embedded nodes; sorted, filtered and reversed in place.
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
	struct node *prev, *next;
};

struct person {
	char name[16];
	int year;
	struct node node;
};

#define CONTAINER(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))
#define EACH(n, list) (struct node *n = (list)->next; n != (list); n = n->next)

static void list_init(struct node *list)
{
	list->prev = list->next = list;
}

static void insert_before(struct node *place, struct node *node)
{
	node->prev = place->prev;
	node->next = place;
	place->prev->next = node;
	place->prev = node;
}

static void unlink_node(struct node *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	list_init(node);
}

static struct person *person_of(struct node *node)
{
	return CONTAINER(node, struct person, node);
}

static void add(struct node *list, const char *name, int year)
{
	struct person *person = malloc(sizeof *person);

	if (!person)
		abort();
	strncpy(person->name, name, sizeof person->name - 1);
	person->name[sizeof person->name - 1] = 0;
	person->year = year;
	insert_before(list, &person->node);
}

static int by_name(const struct person *a, const struct person *b)
{
	return strcmp(a->name, b->name);
}

static int by_year(const struct person *a, const struct person *b)
{
	return a->year - b->year;
}

// Insertion sort: stable.
static void sort(struct node *list, int (*compare)(const struct person *, const struct person *))
{
	struct node *node = list->next;

	while (node != list) {
		struct node *next = node->next, *place = node->prev;

		while (place != list && compare(person_of(place), person_of(node)) > 0)
			place = place->prev;
		if (place != node->prev) {
			unlink_node(node);
			insert_before(place->next, node);
		}
		node = next;
	}
}

static void reverse(struct node *list)
{
	struct node *node = list;

	do {
		struct node *next = node->next;

		node->next = node->prev;
		node->prev = next;
		node = next;
	} while (node != list);
}

static int remove_before(struct node *list, int year)
{
	int removed = 0;

	for (struct node *node = list->next, *next; node != list; node = next) {
		next = node->next;
		if (person_of(node)->year >= year)
			continue;
		unlink_node(node);
		free(person_of(node));
		removed++;
	}
	return removed;
}

static void show(const char *title, struct node *list)
{
	printf("%-9s", title);
	for
		EACH(node, list)
	printf(" %s %d%s", person_of(node)->name, person_of(node)->year,
	       node->next == list ? "\n" : ",");
}

int main(void)
{
	struct node list;

	list_init(&list);
	add(&list, "Ritchie", 1941);
	add(&list, "Thompson", 1943);
	add(&list, "Kernighan", 1942);
	add(&list, "Hopper", 1906);
	add(&list, "Lovelace", 1815);
	add(&list, "McIlroy", 1932);
	add(&list, "A very long name indeed", 1942);
	show("added", &list);
	sort(&list, by_name);
	show("by name", &list);
	sort(&list, by_year);
	show("by year", &list);
	reverse(&list);
	show("reversed", &list);
	printf("removed %d\n", remove_before(&list, 1930));
	show("left", &list);
	printf("removed %d\n", remove_before(&list, 3000));
	printf("%s\n", list.next == &list ? "empty" : "not empty");
	return 0;
}

// dijkstra.c - shortest ways between towns, with a priority queue (a binary heap) and printed
// paths.
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOWNS 10
#define ROADS (sizeof roads / sizeof *roads)

static const char *const names[TOWNS] = {"Ash", "Birch", "Cedar", "Date", "Elm",
					 "Fir", "Gum",   "Hazel", "Ivy",  "Juniper"};

static const struct road {
	const char *from, *to;
	int length;
} roads[] = {
    {"Ash", "Birch", 85},      {"Ash", "Cedar", 217},  {"Ash", "Elm", 173},
    {"Birch", "Fir", 80},      {"Cedar", "Gum", 186},  {"Cedar", "Hazel", 103},
    {"Date", "Hazel", 183},    {"Fir", "Ivy", 250},    {"Elm", "Juniper", 502},
    {"Hazel", "Juniper", 167}, {"Ivy", "Juniper", 84},
};

struct edge {
	int to, length;
	struct edge *next;
};

struct entry {
	int distance, town;
};

struct queue {
	struct entry *entries;
	size_t cnt, cap;
};

static struct edge *graph[TOWNS];

static int find_town(const char *name)
{
	for (int i = 0; i < TOWNS; i++)
		if (!strcmp(names[i], name))
			return i;
	fprintf(stderr, "no town %s\n", name);
	exit(EXIT_FAILURE);
}

static void add_edge(int from, int to, int length)
{
	struct edge *edge = malloc(sizeof *edge);

	if (!edge)
		exit(EXIT_FAILURE);
	*edge = (struct edge){to, length, graph[from]};
	graph[from] = edge;
}

static void push(struct queue *queue, struct entry entry)
{
	size_t i = queue->cnt++;

	if (queue->cnt > queue->cap) {
		queue->cap = queue->cap * 2 + 4;
		queue->entries = realloc(queue->entries, queue->cap * sizeof entry);
		if (!queue->entries)
			exit(EXIT_FAILURE);
	}
	for (; i && entry.distance < queue->entries[(i - 1) / 2].distance; i = (i - 1) / 2)
		queue->entries[i] = queue->entries[(i - 1) / 2];
	queue->entries[i] = entry;
}

static struct entry pop(struct queue *queue)
{
	struct entry top = queue->entries[0], last = queue->entries[--queue->cnt];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < queue->cnt) {
		if (child + 1 < queue->cnt &&
		    queue->entries[child + 1].distance < queue->entries[child].distance)
			child++;
		if (last.distance <= queue->entries[child].distance)
			break;
		queue->entries[i] = queue->entries[child];
		i = child;
	}
	queue->entries[i] = last;
	return top;
}

// Fills distances from a town, and for each town the one before it on the way (-1: none).
static void dijkstra(int from, int *distances, int *before)
{
	struct queue queue = {0};

	for (int i = 0; i < TOWNS; i++) {
		distances[i] = INT_MAX;
		before[i] = -1;
	}
	distances[from] = 0;
	push(&queue, (struct entry){0, from});
	while (queue.cnt) {
		struct entry nearest = pop(&queue);

		if (nearest.distance > distances[nearest.town])
			continue;
		for (struct edge *e = graph[nearest.town]; e; e = e->next) {
			int distance = nearest.distance + e->length;

			if (distance < distances[e->to]) {
				distances[e->to] = distance;
				before[e->to] = nearest.town;
				push(&queue, (struct entry){distance, e->to});
			}
		}
	}
	free(queue.entries);
}

static void print_path(const int *before, int town)
{
	if (before[town] >= 0) {
		print_path(before, before[town]);
		printf(" - ");
	}
	printf("%s", names[town]);
}

int main(void)
{
	int distances[TOWNS], before[TOWNS];
	struct queue heap = {0};

	for (size_t i = 0; i < ROADS; i++) {
		int from = find_town(roads[i].from), to = find_town(roads[i].to);

		add_edge(from, to, roads[i].length);
		add_edge(to, from, roads[i].length);
	}
	dijkstra(find_town("Ash"), distances, before);
	for (int i = 0; i < TOWNS; i++) {
		printf("%4d  ", distances[i]);
		print_path(before, i);
		puts("");
	}
	for (int i = 0; i < 12; i++)
		push(&heap, (struct entry){i * 7 % 12, i});
	while (heap.cnt)
		printf("%d ", pop(&heap).distance);
	puts("");
	free(heap.entries);
	for (int i = 0; i < TOWNS; i++)
		for (struct edge *e = graph[i], *next; e; e = next) {
			next = e->next;
			free(e);
		}
	return 0;
}

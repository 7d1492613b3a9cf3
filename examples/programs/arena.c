// arena.c - memory from an arena: aligned pieces, marks to go back to, and a pool of equal pieces.
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES 1024

struct chunk {
	struct chunk *before;
	size_t used, cap;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct chunk *last;
	int chunk_cnt;
	size_t given;
};

struct mark {
	struct chunk *chunk;
	size_t used;
};

struct pool {
	struct arena *arena;
	size_t size;
	void *free; // each free piece begins with a pointer to the next
};

static struct chunk *add_chunk(struct arena *arena, size_t least)
{
	size_t cap = least > CHUNK_BYTES ? least : CHUNK_BYTES;
	struct chunk *chunk = malloc(sizeof *chunk + cap);

	if (!chunk)
		abort();
	chunk->before = arena->last;
	chunk->used = 0;
	chunk->cap = cap;
	arena->last = chunk;
	arena->chunk_cnt++;
	return chunk;
}

static void *arena_take(struct arena *arena, size_t size, size_t align)
{
	struct chunk *chunk = arena->last;
	size_t start = chunk ? (chunk->used + align - 1) / align * align : 0;

	if (!chunk || start + size > chunk->cap) {
		chunk = add_chunk(arena, size);
		start = 0;
	}
	chunk->used = start + size;
	arena->given += size;
	return chunk->bytes + start;
}

#define TAKE(arena, type) ((type *)arena_take(arena, sizeof(type), alignof(type)))

static char *arena_print(struct arena *arena, const char *format, ...)
{
	va_list args, again;
	char *text;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	text = arena_take(arena, (size_t)len + 1, 1);
	vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	va_end(args);
	return text;
}

static struct mark arena_mark(const struct arena *arena)
{
	return (struct mark){arena->last, arena->last ? arena->last->used : 0};
}

static void arena_go_back(struct arena *arena, struct mark mark)
{
	while (arena->last != mark.chunk) {
		struct chunk *before = arena->last->before;

		free(arena->last);
		arena->last = before;
		arena->chunk_cnt--;
	}
	if (mark.chunk)
		mark.chunk->used = mark.used;
}

static void *pool_take(struct pool *pool)
{
	void *piece = pool->free;

	if (!piece)
		return arena_take(pool->arena, pool->size, alignof(max_align_t));
	memcpy(&pool->free, piece, sizeof pool->free);
	return piece;
}

static void pool_give(struct pool *pool, void *piece)
{
	memcpy(piece, &pool->free, sizeof pool->free);
	pool->free = piece;
}

struct sample {
	char tag;
	long double precise;
	short number;
};

int main(void)
{
	struct arena arena = {0};
	struct pool pool = {&arena, sizeof(struct sample), NULL};
	struct sample *samples[8];
	struct mark mark;
	char *lines[40];
	void *reused;
	int misaligned = 0;

	for (int i = 0; i < 40; i++)
		lines[i] = arena_print(&arena, "line %d of %s (%.2f)", i, "many", i / 3.0);
	printf("%s\n%s\n%d chunks\n", lines[0], lines[39], arena.chunk_cnt);
	mark = arena_mark(&arena);
	for (int i = 0; i < 50; i++) {
		char *byte = TAKE(&arena, char);
		struct sample *sample = TAKE(&arena, struct sample);

		*byte = 'x';
		*sample = (struct sample){'s', 1.0L / (i + 1), (short)i};
		misaligned += (uintptr_t)sample % alignof(struct sample) != 0;
	}
	printf("%d misaligned, %d chunks, %zu bytes given\n", misaligned, arena.chunk_cnt,
	       arena.given);
	arena_go_back(&arena, mark);
	printf("%d chunks after going back, \"%s\" stays\n", arena.chunk_cnt, lines[20]);
	for (int i = 0; i < 8; i++)
		samples[i] = pool_take(&pool);
	pool_give(&pool, samples[2]);
	pool_give(&pool, samples[5]);
	reused = pool_take(&pool);
	printf("reused %s, then %s\n", reused == samples[5] ? "5" : "?",
	       pool_take(&pool) == samples[2] ? "2" : "?");
	arena_go_back(&arena, (struct mark){NULL, 0});
	printf("%d chunks left\n", arena.chunk_cnt);
	return 0;
}

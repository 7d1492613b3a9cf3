// jit/runner/room.c - where units' machine code and data lie: never writable and executable at
// once.
#include "jit/runner/room.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"
#include "jit/runner/region.h"

#define PAGE_BYTES 4096
#define DATA_ALIGN 16
// Of a chunk that is not a unit's own.
#define PAGE_CNT (ROOM_ALIGN / PAGE_BYTES)
// Pages that were given back are used again while their chunk has so much room for data.
#define DATA_SPARE_BYTES (ROOM_ALIGN / 2)

struct chunk {
	unsigned char *code, *code_at, *code_end; // code_at: behind all pages that were ever sealed
	unsigned char *data, *data_at, *data_end;
	bool is_taken[PAGE_CNT]; // the code's pages
	bool is_own;             // of one unit, which would not fit into a usual chunk
};

struct room {
	struct chunk *chunks;
	size_t cnt;
	size_t current; // the chunk that the next unit goes to, if it fits
};

// Set while a unit is relocated: libtcc's copying has no argument of ours.
static struct {
	bool is_on, has_failed;
	struct room_place place;
	size_t others_bytes; // of the chunk's data
} placing;

// Tells whether a part of the unit is in its code's pages or in its data's place.
static bool is_inside(const unsigned char *to, size_t len)
{
	const struct room_place *place = &placing.place;

	if (to >= place->code && to < place->code_end)
		return len <= (size_t)(place->code_end - to);
	return to >= place->data && to <= place->data_end && len <= (size_t)(place->data_end - to);
}

void *room_copy(void *to, const void *from, size_t len)
{
	size_t skipped = 0;

	if (placing.is_on && len && !is_inside(to, len)) {
		placing.has_failed = true;
		return to;
	}
	if (placing.is_on && to == placing.place.data)
		skipped = len < placing.others_bytes ? len : placing.others_bytes;
	if (len > skipped)
		memcpy((char *)to + skipped, (const char *)from + skipped, len - skipped);
	return to;
}

int room_protect(void *start, size_t len, int protection)
{
	(void)start, (void)len, (void)protection;
	return 0;
}

struct room *room_new(void)
{
	return mem_zalloc(sizeof(struct room));
}

static size_t round_up(size_t size, size_t align)
{
	return (size + align - 1) & ~(align - 1);
}

// The longest run of a chunk's pages that no unit has.
static size_t longest_run(const struct chunk *chunk)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < PAGE_CNT && !chunk->is_own; i++) {
		run = chunk->is_taken[i] ? 0 : run + 1;
		longest = run > longest ? run : longest;
	}
	return longest;
}

// Finds so many pages of a chunk that no unit has. NULL: there are none side by side.
static unsigned char *free_pages(const struct chunk *chunk, size_t cnt)
{
	size_t run = 0;

	for (size_t i = 0; i < PAGE_CNT && !chunk->is_own; i++) {
		run = chunk->is_taken[i] ? 0 : run + 1;
		if (run == cnt)
			return chunk->code + (i + 1 - cnt) * PAGE_BYTES;
	}
	return NULL;
}

static struct chunk *current(const struct room *room)
{
	return room->cnt ? &room->chunks[room->current] : NULL;
}

// Goes on in the chunk with the longest run of pages that were given back. Where there is none, the
// current one stays the one without room.
static void choose_chunk(struct room *room)
{
	size_t longest = room->cnt ? longest_run(current(room)) : 0;

	for (size_t i = 0; !longest && i < room->cnt; i++) {
		const struct chunk *chunk = &room->chunks[i];
		size_t run = longest_run(chunk);

		if (run <= longest_run(current(room)) ||
		    chunk->data_end - chunk->data_at < (ptrdiff_t)DATA_SPARE_BYTES)
			continue;
		room->current = i;
	}
}

// How much of the current chunk's data is taken; 0 when it has no room for code, so that the next
// unit goes into another chunk.
static size_t taken_bytes(const struct room *room)
{
	const struct chunk *chunk = current(room);

	if (!chunk || !longest_run(chunk))
		return 0;
	return round_up((size_t)(chunk->data_at - chunk->data), DATA_ALIGN);
}

// An object has a size, so at least one byte is skipped.
static size_t declared_bytes(const struct room *room)
{
	size_t taken = taken_bytes(room);

	return taken ? taken : DATA_ALIGN;
}

void room_declare(struct room *room, struct str *text)
{
	choose_chunk(room);
	str_printf(text, "char cicle_room[%zu] __attribute__((aligned(%zu))) = {1};\n",
		   declared_bytes(room), ROOM_ALIGN);
}

static int add_chunk(struct room *room, size_t code_bytes, size_t data_bytes, bool is_own)
{
	unsigned char *pages = region_code(code_bytes + data_bytes, ROOM_ALIGN);

	if (!pages)
		return -1;
	room->chunks = mem_grow(room->chunks, room->cnt + 1, sizeof *room->chunks);
	room->chunks[room->cnt++] = (struct chunk){
	    .code = pages,
	    .code_at = pages,
	    .code_end = pages + code_bytes,
	    .data = pages + code_bytes,
	    .data_at = pages + code_bytes,
	    .data_end = pages + code_bytes + data_bytes,
	    .is_own = is_own,
	};
	room->current = room->cnt - 1;
	return 0;
}

// libtcc counts from 0: the code, up to the next multiple of ROOM_ALIGN, then the data; and adds
// what aligning the start may cost.
static size_t end_offset(size_t size_bytes)
{
	return size_bytes > 2 * ROOM_ALIGN - 1 ? size_bytes - (ROOM_ALIGN - 1) : ROOM_ALIGN;
}

int room_find(struct room *room, size_t code_max, size_t size_bytes, struct room_place *place)
{
	size_t code_bytes = round_up(code_max ? code_max : 1, PAGE_BYTES);
	size_t end = end_offset(size_bytes);
	bool is_own = code_bytes > ROOM_ALIGN || end > 2 * ROOM_ALIGN;
	const struct chunk *chunk = current(room);
	unsigned char *code = chunk && !is_own ? free_pages(chunk, code_bytes / PAGE_BYTES) : NULL;

	placing.others_bytes = declared_bytes(room);
	if (!code) {
		if (add_chunk(room, round_up(code_bytes, ROOM_ALIGN),
			      is_own ? round_up(end, ROOM_ALIGN) : ROOM_ALIGN, is_own))
			return -1;
		chunk = current(room);
		code = chunk->code;
	}
	*place = (struct room_place){code, code + code_bytes, chunk->data,
				     is_own ? chunk->data_end : chunk->data + (end - ROOM_ALIGN)};
	placing.place = *place;
	if (is_own)
		placing.place.code_end = chunk->data_end;
	placing.has_failed = false;
	placing.is_on = true;
	return 0;
}

// A unit's own chunk is as large as its code may be. Where the data begins tells how much it is.
static bool settle_own(struct room_place *place, unsigned char *declared)
{
	if (declared <= place->code || declared > place->data)
		return false;
	place->data = declared;
	if (place->code_end > declared)
		place->code_end = declared;
	return true;
}

// Notes whether a unit has pages of a chunk.
static void mark_pages(struct chunk *chunk, const unsigned char *from, const unsigned char *to,
		       bool is_taken)
{
	if (chunk->is_own)
		return;
	for (; from < to; from += PAGE_BYTES)
		chunk->is_taken[(from - chunk->code) / PAGE_BYTES] = is_taken;
}

int room_seal(struct room *room, struct room_place *place, void *declared)
{
	struct chunk *chunk = current(room);

	placing.is_on = false;
	if (placing.has_failed ||
	    (chunk->is_own ? !settle_own(place, declared) : declared != place->data) ||
	    region_seal(place->code, (size_t)(place->code_end - place->code)))
		return -1;
	mark_pages(chunk, place->code, place->code_end, true);
	if (place->code_end > chunk->code_at)
		chunk->code_at = place->code_end;
	chunk->data = place->data;
	chunk->data_at = place->data_end;
	return 0;
}

void room_give_back(struct room *room, unsigned char *code, unsigned char *code_end)
{
	for (size_t i = 0; i < room->cnt; i++) {
		struct chunk *chunk = &room->chunks[i];

		if (code < chunk->code || code >= chunk->code_at)
			continue;
		if (!region_unseal(code, (size_t)(code_end - code)))
			mark_pages(chunk, code, code_end, false);
		return;
	}
}

bool room_has_code(const struct room *room, const void *pc)
{
	const unsigned char *at = pc;

	for (size_t i = 0; i < room->cnt; i++)
		if (at >= room->chunks[i].code && at < room->chunks[i].code_at)
			return true;
	return false;
}

void room_each_data(const struct room *room,
		    void (*tell)(void *ctx, const void *start, size_t size_bytes), void *ctx)
{
	for (size_t i = 0; i < room->cnt; i++)
		tell(ctx, room->chunks[i].data,
		     (size_t)(room->chunks[i].data_at - room->chunks[i].data));
}

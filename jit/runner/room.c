// jit/runner/room.c - where units' machine code and data lie: never writable and executable at once.
#include "jit/runner/room.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"
#include "jit/runner/region.h"

#define PAGE_BYTES 4096
#define DATA_ALIGN 16

struct chunk {
	unsigned char *code, *code_at, *code_end; // code_at: the first page that is not sealed
	unsigned char *data, *data_at, *data_end;
	bool is_own; // of one unit, which would not fit into a usual chunk
};

struct room {
	struct chunk *chunks;
	size_t cnt;
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

static struct chunk *newest(const struct room *room)
{
	return room->cnt ? &room->chunks[room->cnt - 1] : NULL;
}

// How much of the newest chunk's data is taken; 0 when it has no room for code, so that the next
// unit goes into another chunk.
static size_t taken_bytes(const struct room *room)
{
	const struct chunk *chunk = newest(room);

	if (!chunk || chunk->code_at == chunk->code_end)
		return 0;
	return round_up((size_t)(chunk->data_at - chunk->data), DATA_ALIGN);
}

// An object has a size, so at least one byte is skipped.
static size_t declared_bytes(const struct room *room)
{
	size_t taken = taken_bytes(room);

	return taken ? taken : DATA_ALIGN;
}

void room_declare(const struct room *room, struct str *text)
{
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
	const struct chunk *chunk = newest(room);

	placing.others_bytes = declared_bytes(room);
	if (is_own || !chunk || (size_t)(chunk->code_end - chunk->code_at) < code_bytes) {
		if (add_chunk(room, round_up(code_bytes, ROOM_ALIGN),
			      is_own ? round_up(end, ROOM_ALIGN) : ROOM_ALIGN, is_own))
			return -1;
		chunk = newest(room);
	}
	*place = (struct room_place){chunk->code_at, chunk->code_at + code_bytes, chunk->data,
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

int room_seal(struct room *room, struct room_place *place, void *declared)
{
	struct chunk *chunk = newest(room);

	placing.is_on = false;
	if (placing.has_failed ||
	    (chunk->is_own ? !settle_own(place, declared) : declared != place->data) ||
	    region_seal(place->code, (size_t)(place->code_end - place->code)))
		return -1;
	chunk->code_at = place->code_end;
	chunk->data = place->data;
	chunk->data_at = place->data_end;
	if (chunk->is_own)
		chunk->code_end = chunk->code_at; // it has no room for another
	return 0;
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

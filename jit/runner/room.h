// jit/runner/room.h - where units' machine code and data lie: never writable and executable at
// once.
//
// libtcc puts a unit's code and data into one piece of memory. Room is made in chunks of twice
// ROOM_ALIGN bytes: code in the first half, in pages of its own that are sealed when they are
// written; data in the second, packed. A unit's text is preceded by an object that makes libtcc
// put its data just there: aligned to ROOM_ALIGN, and as large as what the chunk's earlier units
// have. libtcc would write that object, too: its tccrun.o is linked with room_copy() for memcpy().
// Pages of code that are given back go to later units, while the data of their chunk has room.
#ifndef CICLE_JIT_RUNNER_ROOM_H
#define CICLE_JIT_RUNNER_ROOM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define ROOM_ALIGN ((size_t)64 * 1024)

struct room;

// Where a unit lies.
struct room_place {
	unsigned char *code, *code_end; // whole pages
	unsigned char *data, *data_end;
};

struct room *room_new(void);

// Appends the declaration, a line of C, that must be compiled before a unit that is to be placed.
void room_declare(struct room *room, struct str *text);

// Finds a place for the unit that was compiled behind room_declare(). code_max: as large as its
// code is at most. size_bytes: what tcc_relocate() says that code and data need. The unit is to be
// relocated to place->code. Returns -1 when there is no memory for machine code.
int room_find(struct room *room, size_t code_max, size_t size_bytes, struct room_place *place);

// Makes a unit executable that was relocated to its place; from then on its code cannot be written.
// declared: where cicle_room came to lie; NULL: the unit was not relocated. Returns -1, and the
// place is given up, when the unit does not lie where it should, or the system refuses.
int room_seal(struct room *room, struct room_place *place, void *declared);

// Gives a sealed unit's pages of code back: they are neither executable nor in memory until another
// unit has them. What they held must not run any more. The unit's data stays.
void room_give_back(struct room *room, unsigned char *code, unsigned char *code_end);

// Tells whether pc is in a sealed unit's code. Signal handlers may ask.
bool room_has_code(const struct room *room, const void *pc);

// Tells the memory in which units' data stands.
void room_each_data(const struct room *room,
		    void (*tell)(void *ctx, const void *start, size_t size_bytes), void *ctx);

// memcpy() of libtcc's tccrun.o: writes nothing but the place of the unit that is relocated.
void *room_copy(void *to, const void *from, size_t len);

// mprotect() of libtcc's tccrun.o, which would make the code writable and executable: does nothing.
int room_protect(void *start, size_t len, int protection);

#endif

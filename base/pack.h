// base/pack.h - the bytes of the messages between kernel and runner, and of a collected profile.
//
// Integers are little-endian and fixed-width; a string is a u32 byte count and the bytes.
// Reading never runs past the end: the first bad get marks the reader failed, and every get
// after that gives 0 or "", so that a message is read whole and checked once.
#ifndef CICLE_BASE_PACK_H
#define CICLE_BASE_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

void pack_u32(struct str *out, uint32_t value);
void pack_u64(struct str *out, uint64_t value);
void pack_bytes(struct str *out, const void *bytes, size_t len);
void pack_text(struct str *out, const char *text);

struct unpack {
	const unsigned char *at; // borrowed from the message
	const unsigned char *end;
	bool has_failed;
};

struct unpack unpack_from(const void *bytes, size_t len);
uint32_t unpack_u32(struct unpack *in);
uint64_t unpack_u64(struct unpack *in);

// Gives a string's bytes, borrowed from the message and not NUL-terminated, and its length.
const char *unpack_bytes(struct unpack *in, size_t *len);

// Gives a string as NUL-terminated copy. Never NULL. The caller frees.
char *unpack_text(struct unpack *in);

#endif

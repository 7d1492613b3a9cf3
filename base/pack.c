// base/pack.c - the bytes of the messages between kernel and runner, and of a collected profile.
#include "base/pack.h"

#include <string.h>

#include "base/mem.h"

static void pack_le(struct str *out, uint64_t value, int byte_cnt)
{
	for (int i = 0; i < byte_cnt; i++)
		str_putc(out, (char)(value >> (8 * i)));
}

void pack_u32(struct str *out, uint32_t value)
{
	pack_le(out, value, 4);
}

void pack_u64(struct str *out, uint64_t value)
{
	pack_le(out, value, 8);
}

void pack_bytes(struct str *out, const void *bytes, size_t len)
{
	pack_u32(out, (uint32_t)len);
	str_add(out, bytes, len);
}

void pack_text(struct str *out, const char *text)
{
	pack_bytes(out, text, strlen(text));
}

struct unpack unpack_from(const void *bytes, size_t len)
{
	return (struct unpack){.at = bytes, .end = (const unsigned char *)bytes + len};
}

// Takes len bytes off the front, or marks the reader failed and gives NULL.
static const unsigned char *take(struct unpack *in, size_t len)
{
	const unsigned char *at = in->at;

	if (in->has_failed || (size_t)(in->end - in->at) < len) {
		in->has_failed = true;
		return NULL;
	}
	in->at += len;
	return at;
}

static uint64_t unpack_le(struct unpack *in, int byte_cnt)
{
	const unsigned char *at = take(in, (size_t)byte_cnt);
	uint64_t value = 0;

	for (int i = 0; at && i < byte_cnt; i++)
		value |= (uint64_t)at[i] << (8 * i);
	return value;
}

uint32_t unpack_u32(struct unpack *in)
{
	return (uint32_t)unpack_le(in, 4);
}

uint64_t unpack_u64(struct unpack *in)
{
	return unpack_le(in, 8);
}

const char *unpack_bytes(struct unpack *in, size_t *len)
{
	uint32_t cnt = unpack_u32(in);
	const unsigned char *at = take(in, cnt);

	*len = at ? cnt : 0;
	return at ? (const char *)at : "";
}

char *unpack_text(struct unpack *in)
{
	size_t len;
	const char *bytes = unpack_bytes(in, &len);

	return mem_strndup(bytes, len);
}

// magics/png.c - pixels as a PNG file.
//
// Format: https://www.w3.org/TR/png/ - a signature, then chunks: u32 length, type, data, CRC of
// type and data, all big-endian. IDAT is zlib's stream of rows, each after its filter's number.
#include "magics/png.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/mem.h"
#include "base/pack.h"

#define SIDE_MAX 32768
#define PIXEL_BYTES 3

static void add_u32(struct str *out, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		str_putc(out, (char)(value >> shift));
}

static void add_chunk(struct str *out, const char *type, const void *data, size_t len)
{
	size_t start;

	add_u32(out, (uint32_t)len);
	start = out->len;
	str_add(out, type, 4);
	str_add(out, data, len);
	add_u32(out, (uint32_t)crc32(0, (const Bytef *)out->data + start, (uInt)(len + 4)));
}

static void add_head(struct str *out, uint32_t width, uint32_t height)
{
	struct str head = {0};

	add_u32(&head, width);
	add_u32(&head, height);
	str_add(&head, "\x08\x02\0\0\0", 5); // 8 bits, RGB, no interlace
	add_chunk(out, "IHDR", head.data, head.len);
	str_release(&head);
}

static void add_rows(struct str *out, const char *pixels, uint32_t width, uint32_t height)
{
	size_t row_bytes = (size_t)width * PIXEL_BYTES;
	size_t raw_bytes = (row_bytes + 1) * height;
	uLongf packed_bytes = compressBound(raw_bytes);
	char *raw = mem_zalloc(raw_bytes);
	Bytef *packed = mem_zalloc(packed_bytes);

	for (uint32_t y = 0; y < height; y++)
		memcpy(raw + y * (row_bytes + 1) + 1, pixels + y * row_bytes, row_bytes);
	compress2(packed, &packed_bytes, (const Bytef *)raw, raw_bytes, Z_DEFAULT_COMPRESSION);
	add_chunk(out, "IDAT", packed, packed_bytes);
	free(raw);
	free(packed);
}

bool png_from_pixels(const char *bytes, size_t len, struct str *out)
{
	struct unpack in = unpack_from(bytes, len);
	uint32_t width = unpack_u32(&in), height = unpack_u32(&in);

	if (in.has_failed || width == 0 || height == 0 || width > SIDE_MAX || height > SIDE_MAX ||
	    (uint64_t)width * height * PIXEL_BYTES != (uint64_t)(in.end - in.at))
		return false;
	str_add(out, "\x89PNG\r\n\x1a\n", 8);
	add_head(out, width, height);
	add_rows(out, (const char *)in.at, width, height);
	add_chunk(out, "IEND", "", 0);
	return true;
}

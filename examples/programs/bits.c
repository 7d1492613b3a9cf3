// bits.c - tricks with bits: counting, reversing, rotating, Gray codes, packing, bit-fields,
// floats.
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define ROTATE(x, n) ((x) << (n) | (x) >> (32 - (n)))
#define FLAG(n) (1u << (n))

enum flags { READ = FLAG(0), WRITE = FLAG(1), EXECUTE = FLAG(2), HIDDEN = FLAG(31) };

struct date {
	unsigned day : 5, month : 4;
	int offset : 7;
	unsigned year : 12;
};

union number {
	float value;
	uint32_t bits;
	unsigned char bytes[4];
};

static const char *binary(uint32_t x)
{
	static char text[4][40];
	static unsigned turn;
	char *out = text[turn++ % 4], *at = out;

	for (int bit = 31; bit >= 0; bit--) {
		*at++ = x >> bit & 1 ? '1' : '0';
		if (bit && bit % 8 == 0)
			*at++ = '_';
	}
	*at = 0;
	return out;
}

static int count_ones(uint32_t x)
{
	x -= x >> 1 & 0x55555555;
	x = (x & 0x33333333) + (x >> 2 & 0x33333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f;
	return (int)(x * 0x01010101 >> 24);
}

static uint32_t reverse(uint32_t x)
{
	x = (x >> 1 & 0x55555555) | (x & 0x55555555) << 1;
	x = (x >> 2 & 0x33333333) | (x & 0x33333333) << 2;
	x = (x >> 4 & 0x0f0f0f0f) | (x & 0x0f0f0f0f) << 4;
	x = (x >> 8 & 0x00ff00ff) | (x & 0x00ff00ff) << 8;
	return x >> 16 | x << 16;
}

static int highest_bit(uint64_t x)
{
	int n = 0;

	for (int step = 32; step; step /= 2)
		if (x >> step) {
			x >>= step;
			n += step;
		}
	return n;
}

static uint32_t gray(uint32_t x)
{
	return x ^ x >> 1;
}

static uint32_t from_gray(uint32_t x)
{
	for (int step = 16; step; step /= 2)
		x ^= x >> step;
	return x;
}

// The next number with as many ones.
static uint32_t next_with_same_ones(uint32_t x)
{
	uint32_t low = x & -x, carried = x + low;

	return carried | ((x ^ carried) >> 2) / low;
}

static void show_float(float value)
{
	union number number = {.value = value};

	printf("%g: sign %u exponent %d fraction %06" PRIx32 " bytes %02x %02x %02x %02x\n",
	       (double)value, number.bits >> 31, (int)(number.bits >> 23 & 0xff) - 127,
	       number.bits & 0x7fffff, number.bytes[0], number.bytes[1], number.bytes[2],
	       number.bytes[3]);
}

int main(void)
{
	uint32_t x = 0xdeadbeef, subset = 0x0000000b;
	unsigned flags = READ | EXECUTE | HIDDEN;
	struct date date = {29, 2, -60, 2024};
	int8_t small = -3;
	int wrong = 0;

	printf("%s has %d ones\n%s reversed\n%s rotated by 8\n", binary(x), count_ones(x),
	       binary(reverse(x)), binary(ROTATE(x, 8)));
	printf("highest bit of 1000: %d, of 2^40: %d\n", highest_bit(1000),
	       highest_bit(UINT64_C(1) << 40));
	for (uint32_t i = 0; i < 70000; i += 7)
		wrong += from_gray(gray(i)) != i || reverse(reverse(i)) != i ||
			 (i && count_ones(gray(i) ^ gray(i - 1)) != 1);
	printf("wrong: %d\n", wrong);
	printf("subsets:");
	for (int i = 0; i < 8; i++, subset = next_with_same_ones(subset))
		printf(" %" PRIx32, subset);
	flags = (flags | WRITE) & ~(unsigned)EXECUTE;
	printf("\nflags %#x, toggled %#x\n", flags, flags ^ HIDDEN);
	date.day++;
	date.offset -= 4;
	printf("%u-%02u-%02u offset %d in %zu bytes\n", date.year, date.month, date.day,
	       date.offset, sizeof date);
	printf("-3 >> 1 = %d, as unsigned %u, int has %zu bits\n", small >> 1, (uint8_t)small >> 1,
	       sizeof(int) * CHAR_BIT);
	show_float(1.0f);
	show_float(-0.15625f);
	return 0;
}

// big_integers.c - factorials, powers and Fibonacci numbers of any length, by schoolbook
// arithmetic.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BASE 1000000000u
#define BASE_DIGITS 9

// A natural number: limbs of nine decimal digits, the lowest first, without leading zeros.
struct big {
	size_t len;
	uint32_t *limbs;
};

static struct big big_with_room(size_t len)
{
	struct big big = {len, calloc(len ? len : 1, sizeof(uint32_t))};

	if (!big.limbs)
		abort();
	return big;
}

static struct big trimmed(struct big big)
{
	while (big.len && !big.limbs[big.len - 1])
		big.len--;
	return big;
}

static struct big from_number(uint64_t number)
{
	struct big big = big_with_room(3);

	for (size_t i = 0; i < 3; i++, number /= BASE)
		big.limbs[i] = (uint32_t)(number % BASE);
	return trimmed(big);
}

static struct big add(struct big a, struct big b)
{
	struct big sum = big_with_room((a.len > b.len ? a.len : b.len) + 1);
	uint32_t carry = 0;

	for (size_t i = 0; i < sum.len; i++) {
		carry += (i < a.len ? a.limbs[i] : 0) + (i < b.len ? b.limbs[i] : 0);
		sum.limbs[i] = carry % BASE;
		carry /= BASE;
	}
	return trimmed(sum);
}

static struct big multiply(struct big a, struct big b)
{
	struct big product = big_with_room(a.len + b.len);

	for (size_t i = 0; i < a.len; i++) {
		uint64_t carry = 0;

		for (size_t j = 0; j < b.len || carry; j++) {
			carry += product.limbs[i + j];
			if (j < b.len)
				carry += (uint64_t)a.limbs[i] * b.limbs[j];
			product.limbs[i + j] = (uint32_t)(carry % BASE);
			carry /= BASE;
		}
	}
	return trimmed(product);
}

static uint32_t remainder_of(struct big a, uint32_t divisor)
{
	uint64_t rest = 0;

	for (size_t i = a.len; i-- > 0;)
		rest = (rest * BASE + a.limbs[i]) % divisor;
	return (uint32_t)rest;
}

static char *to_text(struct big a)
{
	char *text = malloc(a.len * BASE_DIGITS + 2);
	int len = sprintf(text, "%u", a.len ? a.limbs[a.len - 1] : 0u);

	for (size_t i = a.len; i-- > 1;)
		len += sprintf(text + len, "%09u", a.limbs[i - 1]);
	return text;
}

// Puts a number in the place of another.
static void replace(struct big *old, struct big new)
{
	free(old->limbs);
	*old = new;
}

static struct big factorial(unsigned n)
{
	struct big product = from_number(1);

	for (unsigned i = 2; i <= n; i++) {
		struct big factor = from_number(i);

		replace(&product, multiply(product, factor));
		free(factor.limbs);
	}
	return product;
}

static struct big power(uint64_t base, unsigned exponent)
{
	struct big result = from_number(1), square = from_number(base);

	for (; exponent; exponent >>= 1) {
		if (exponent & 1)
			replace(&result, multiply(result, square));
		replace(&square, multiply(square, square));
	}
	free(square.limbs);
	return result;
}

static struct big fibonacci(unsigned n)
{
	struct big a = from_number(0), b = from_number(1);

	for (unsigned i = 0; i < n; i++) {
		struct big next = add(a, b);

		free(a.limbs);
		a = b;
		b = next;
	}
	free(b.limbs);
	return a;
}

static void show(const char *title, struct big number)
{
	char *text = to_text(number);
	size_t len = strlen(text);

	if (len <= 60)
		printf("%s = %s\n", title, text);
	else
		printf("%s = %.20s...%s (%zu digits, %u mod 97)\n", title, text, text + len - 20,
		       len, remainder_of(number, 97));
	free(text);
	free(number.limbs);
}

int main(void)
{
	show("0", from_number(0));
	show("2^64 - 1", from_number(UINT64_MAX));
	show("30!", factorial(30));
	show("200!", factorial(200));
	show("2^128", power(2, 128));
	show("12345678901^50", power(12345678901u, 50));
	show("fib(100)", fibonacci(100));
	show("fib(1000)", fibonacci(1000));
	return 0;
}

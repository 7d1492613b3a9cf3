// fft.c - the fast Fourier transform of real numbers, against the slow one, and a convolution.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define COUNT 64
#define PI 3.14159265358979323846

struct complex {
	double re, im;
};

static struct complex plus(struct complex a, struct complex b)
{
	return (struct complex){a.re + b.re, a.im + b.im};
}

static struct complex minus(struct complex a, struct complex b)
{
	return (struct complex){a.re - b.re, a.im - b.im};
}

static struct complex times(struct complex a, struct complex b)
{
	return (struct complex){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

static struct complex on_circle(double turns)
{
	return (struct complex){cos(2 * PI * turns), sin(2 * PI * turns)};
}

static double size_of(struct complex a)
{
	return hypot(a.re, a.im);
}

// Puts each item where its index has its bits in reverse order.
static void shuffle(struct complex *x, int n)
{
	for (int i = 1, j = 0; i < n; i++) {
		int bit = n / 2;

		for (; j & bit; bit /= 2)
			j ^= bit;
		j ^= bit;
		if (i < j) {
			struct complex old = x[i];

			x[i] = x[j];
			x[j] = old;
		}
	}
}

// direction: -1 transforms, 1 transforms back (and leaves a factor n).
static void transform(struct complex *x, int n, int direction)
{
	shuffle(x, n);
	for (int len = 2; len <= n; len *= 2)
		for (int i = 0; i < n; i += len)
			for (int k = 0; k < len / 2; k++) {
				struct complex *a = &x[i + k], *b = a + len / 2;
				struct complex turned =
				    times(*b, on_circle(direction * (double)k / len));

				*b = minus(*a, turned);
				*a = plus(*a, turned);
			}
}

static void transform_slowly(const struct complex *x, int n, struct complex *out)
{
	for (int k = 0; k < n; k++) {
		out[k] = (struct complex){0, 0};
		for (int i = 0; i < n; i++)
			out[k] = plus(out[k], times(x[i], on_circle(-(double)(i * k % n) / n)));
	}
}

static void show_peaks(void)
{
	struct complex x[COUNT], slow[COUNT];
	double worst = 0;

	for (int i = 0; i < COUNT; i++)
		x[i] = (struct complex){
		    3 * cos(2 * PI * 5 * i / COUNT) + sin(2 * PI * 12 * i / COUNT) + 0.5, 0};
	transform_slowly(x, COUNT, slow);
	transform(x, COUNT, -1);
	for (int k = 0; k < COUNT; k++)
		worst = fmax(worst, size_of(minus(x[k], slow[k])));
	printf("fast and slow agree: %s\n", worst < 1e-10 ? "yes" : "no");
	for (int k = 0; k <= COUNT / 2; k++)
		if (size_of(x[k]) > 1e-6)
			printf("frequency %2d: %8.4f\n", k, size_of(x[k]));
}

// Multiplies the polynomials 1 + 2x + 3x^2 ... and 1 - x + x^2 - x^3 ...
static void show_product(void)
{
	static struct complex a[16], b[16];

	for (int i = 0; i < 8; i++) {
		a[i].re = i + 1;
		b[i].re = i % 2 ? -1 : 1;
	}
	transform(a, 16, -1);
	transform(b, 16, -1);
	for (int i = 0; i < 16; i++)
		a[i] = times(a[i], b[i]);
	transform(a, 16, 1);
	printf("product:");
	for (int i = 0; i < 15; i++)
		printf(" %ld", lround(a[i].re / 16));
	printf("\n");
}

int main(void)
{
	show_peaks();
	show_product();
	return 0;
}

// sorting.c - five ways to sort, checked against each other and against qsort().
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT 500

struct method {
	const char *name;
	void (*sort)(int *, int);
};

static unsigned seed = 12345;

static int next_random(void)
{
	seed = seed * 1103515245u + 12345u;
	return (int)(seed >> 16 & 0x7fff) - 16384;
}

static void swap(int *a, int *b)
{
	int old = *a;

	*a = *b;
	*b = old;
}

static void insertion_sort(int *a, int n)
{
	for (int i = 1; i < n; i++) {
		int value = a[i], j = i;

		for (; j > 0 && a[j - 1] > value; j--)
			a[j] = a[j - 1];
		a[j] = value;
	}
}

static void shell_sort(int *a, int n)
{
	static const int gaps[] = {301, 132, 57, 23, 10, 4, 1};

	for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++)
		for (int i = gaps[g]; i < n; i++)
			for (int j = i; j >= gaps[g] && a[j - gaps[g]] > a[j]; j -= gaps[g])
				swap(&a[j], &a[j - gaps[g]]);
}

static void quick_sort(int *a, int n)
{
	int pivot, i = 0, j = n - 1;

	if (n < 2)
		return;
	pivot = a[n / 2];
	while (i <= j) {
		while (a[i] < pivot)
			i++;
		while (a[j] > pivot)
			j--;
		if (i <= j)
			swap(&a[i++], &a[j--]);
	}
	quick_sort(a, j + 1);
	quick_sort(a + i, n - i);
}

static void merge_halves(const int *a, int half, int n, int *out)
{
	int i = 0, j = half;

	for (int k = 0; k < n; k++)
		out[k] = j == n || (i < half && a[i] <= a[j]) ? a[i++] : a[j++];
}

static void merge_sort(int *a, int n)
{
	int *merged;

	if (n < 2)
		return;
	merge_sort(a, n / 2);
	merge_sort(a + n / 2, n - n / 2);
	merged = malloc((size_t)n * sizeof *merged);
	if (!merged)
		abort();
	merge_halves(a, n / 2, n, merged);
	memcpy(a, merged, (size_t)n * sizeof *a);
	free(merged);
}

static void sift_down(int *a, int root, int n)
{
	for (int child; (child = 2 * root + 1) < n; root = child) {
		if (child + 1 < n && a[child] < a[child + 1])
			child++;
		if (a[root] >= a[child])
			return;
		swap(&a[root], &a[child]);
	}
}

static void heap_sort(int *a, int n)
{
	for (int i = n / 2; i-- > 0;)
		sift_down(a, i, n);
	for (int end = n - 1; end > 0; end--) {
		swap(&a[0], &a[end]);
		sift_down(a, 0, end);
	}
}

static int compare(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

int main(void)
{
	static const struct method methods[] = {
	    {"insertion", insertion_sort}, {"shell", shell_sort}, {"quick", quick_sort},
	    {"merge", merge_sort},         {"heap", heap_sort},
	};
	int original[COUNT], expected[COUNT], sorted[COUNT];
	bool all_right = true;

	for (int i = 0; i < COUNT; i++)
		original[i] = next_random();
	memcpy(expected, original, sizeof original);
	qsort(expected, COUNT, sizeof *expected, compare);
	for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) {
		bool is_right;

		memcpy(sorted, original, sizeof original);
		methods[m].sort(sorted, COUNT);
		is_right = memcmp(sorted, expected, sizeof sorted) == 0;
		all_right = all_right && is_right;
		printf("%-10s %6d ... %6d ... %6d  %s\n", methods[m].name, sorted[0],
		       sorted[COUNT / 2], sorted[COUNT - 1], is_right ? "sorted" : "WRONG");
	}
	return all_right ? EXIT_SUCCESS : EXIT_FAILURE;
}

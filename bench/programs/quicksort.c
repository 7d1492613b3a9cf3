// bench/programs/quicksort.c - quicksort with a callback for each comparison
#define N 300000
int list[N];
unsigned seed;
// ---
int random_number(void) { return (seed = seed * 1103515245u + 12345u) >> 8; }
// ---
int ascending(const int *a, const int *b) { return (*a > *b) - (*a < *b); }
// ---
void sort(int *from, int *to, int (*compare)(const int *, const int *))
{
	while (to - from > 1) {
		int pivot = from[(to - from) / 2], *lo = from, *hi = to - 1;
		while (lo <= hi) {
			while (compare(lo, &pivot) < 0)
				lo++;
			while (compare(hi, &pivot) > 0)
				hi--;
			if (lo <= hi) {
				int swap = *lo;
				*lo++ = *hi;
				*hi-- = swap;
			}
		}
		sort(from, hi + 1, compare);
		from = lo;
	}
}
// ---
double bench(void)
{
	double sum = 0;
	seed = 1;
	for (int n = 0; n < 4; n++) {
		for (int i = 0; i < N; i++)
			list[i] = random_number();
		sort(list, list + N, ascending);
		sum += list[N / 3];
	}
	return sum;
}

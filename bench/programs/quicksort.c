// quicksort.c - sorting by a function that is passed: indirect calls, swaps.
#define SORT_CNT 400000

int numbers[SORT_CNT];

int ascending(const int *a, const int *b)
{
	return (*a > *b) - (*a < *b);
}

void sort(int *at, long cnt, int (*compare)(const int *, const int *))
{
	while (cnt > 1) {
		int pivot = at[cnt / 2];
		long low = 0, high = cnt - 1;

		while (low <= high) {
			while (compare(&at[low], &pivot) < 0)
				low++;
			while (compare(&at[high], &pivot) > 0)
				high--;
			if (low <= high) {
				int held = at[low];

				at[low++] = at[high];
				at[high--] = held;
			}
		}
		sort(at, high + 1, compare);
		at += low;
		cnt -= low;
	}
}

double run(void)
{
	unsigned seed = 1;
	double sum = 0;

	for (int i = 0; i < SORT_CNT; i++) {
		seed = seed * 1664525 + 1013904223;
		numbers[i] = (int)(seed >> 8);
	}
	sort(numbers, SORT_CNT, ascending);
	for (int i = 0; i < SORT_CNT; i += 1000)
		sum += (double)numbers[i] * (i % 7);
	return sum;
}

// fannkuch.c - flips of all permutations: small integers, unpredictable branches.
int count_flips(const int *order, int cnt)
{
	int work[16], flips = 0;

	for (int i = 0; i < cnt; i++)
		work[i] = order[i];
	while (work[0]) {
		for (int low = 0, high = work[0]; low < high; low++, high--) {
			int held = work[low];

			work[low] = work[high];
			work[high] = held;
		}
		flips++;
	}
	return flips;
}

void rotate(int *order, int last)
{
	int first = order[0];

	for (int i = 0; i < last; i++)
		order[i] = order[i + 1];
	order[last] = first;
}

double fannkuch(int cnt)
{
	int order[16], turns[16], at = cnt, most = 0, sign = 1, sum = 0;

	for (int i = 0; i < cnt; i++)
		order[i] = i;
	for (;;) {
		int flips;

		for (; at > 1; at--)
			turns[at - 1] = at;
		flips = count_flips(order, cnt);
		most = flips > most ? flips : most;
		sum += sign * flips;
		sign = -sign;
		for (at = 1;; at++) {
			if (at == cnt)
				return sum * 1000.0 + most;
			rotate(order, at);
			if (--turns[at] > 0)
				break;
		}
	}
}

double run(void)
{
	return fannkuch(9);
}

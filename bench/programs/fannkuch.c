// bench/programs/fannkuch.c - permutations: small integers in small arrays
#define N 9
int perm[N], perm1[N], count[N];
// ---
int flips(void)
{
	int cnt = 0, first;
	for (int i = 0; i < N; i++)
		perm[i] = perm1[i];
	while ((first = perm[0])) {
		for (int lo = 0, hi = first; lo < hi; lo++, hi--) {
			int swap = perm[lo];
			perm[lo] = perm[hi];
			perm[hi] = swap;
		}
		cnt++;
	}
	return cnt;
}
// ---
int next_permutation(int r)
{
	for (; r < N; r++) {
		int first = perm1[0];
		for (int i = 0; i < r; i++)
			perm1[i] = perm1[i + 1];
		perm1[r] = first;
		if (--count[r] > 0)
			return r;
	}
	return N;
}
// ---
double bench(void)
{
	int best = 0, r = N;
	for (int i = 0; i < N; i++)
		perm1[i] = i;
	do {
		for (; r != 1; r--)
			count[r - 1] = r;
		int cnt = flips();
		if (cnt > best)
			best = cnt;
		r = next_permutation(1);
	} while (r < N);
	return best;
}

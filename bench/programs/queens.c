// queens.c - twelve queens that do not see each other: recursion over bits.
int place(unsigned columns, unsigned left, unsigned right, unsigned all)
{
	int cnt = 0;

	if (columns == all)
		return 1;
	for (unsigned open = all & ~(columns | left | right); open;) {
		unsigned bit = open & -open;

		open ^= bit;
		cnt += place(columns | bit, (left | bit) << 1, (right | bit) >> 1, all);
	}
	return cnt;
}

double run(void)
{
	return place(0, 0, 0, (1u << 12) - 1);
}

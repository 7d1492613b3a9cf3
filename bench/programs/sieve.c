// bench/programs/sieve.c - the sieve of Eratosthenes
#include <string.h>
#define N 2000000
char is_composite[N];
// ---
void strike(int p)
{
	for (int i = p * p; i < N; i += p)
		is_composite[i] = 1;
}
// ---
double bench(void)
{
	int cnt = 0;
	for (int n = 0; n < 10; n++) {
		memset(is_composite, 0, N);
		for (int p = 2; p * p < N; p++)
			if (!is_composite[p])
				strike(p);
		for (int i = 2; i < N; i++)
			cnt += !is_composite[i];
	}
	return cnt;
}

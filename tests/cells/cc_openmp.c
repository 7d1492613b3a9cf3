// OpenMP, at the top of a cell and in a function.
#include <omp.h>
double total = 0;
#pragma omp parallel for reduction(+:total)
for (int i = 1; i <= 100; i++) total += i;
total   // expect: 5050.0
// ---
int threads_of_two(void)
{
	int cnt = 0;
	#pragma omp parallel num_threads(2)
	#pragma omp atomic
	cnt++;
	return cnt;
}
threads_of_two()   // expect: 2

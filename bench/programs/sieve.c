// sieve.c - the primes below four million: bytes in strides.
#define SIEVE_CNT 4000000

unsigned char composite[SIEVE_CNT];

int count_primes(void)
{
	int cnt = 0;

	for (int i = 0; i < SIEVE_CNT; i++)
		composite[i] = 0;
	for (int i = 2; i < SIEVE_CNT; i++) {
		if (composite[i])
			continue;
		cnt++;
		for (long j = (long)i * i; j < SIEVE_CNT; j += i)
			composite[j] = 1;
	}
	return cnt;
}

double run(void)
{
	return count_primes() + count_primes();
}

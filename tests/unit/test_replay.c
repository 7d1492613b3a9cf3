// tests/unit/test_replay.c - kernel/replay.c against a list of what was noted.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/replay.h"

// The number decides all bytes; the first two take few values, so that entries push each other on.
static const unsigned char *mac_of(uint32_t number)
{
	static unsigned char mac[REPLAY_BYTES];

	memset(mac, 0, sizeof mac);
	mac[0] = (unsigned char)(number % 7);
	mac[1] = (unsigned char)(number >> 4);
	memcpy(mac + 4, &number, sizeof number);
	return mac;
}

static void test_a_signature_is_taken_once(void **state)
{
	struct replay *replay = replay_new();

	(void)state;
	for (uint32_t i = 0; i < 1000; i++)
		assert_true(replay_note(replay, mac_of(i)));
	for (uint32_t i = 0; i < 1000; i++)
		assert_false(replay_note(replay, mac_of(i)));
	replay_free(replay);
}

// Whatever left the ring may come again; what is in it may not.
static void test_the_newest_are_known(void **state)
{
	const uint32_t first = 3000, end = REPLAY_MAX + first;
	struct replay *replay = replay_new();

	(void)state;
	for (uint32_t i = 0; i < end; i++)
		assert_true(replay_note(replay, mac_of(i)));
	for (uint32_t i = first; i < end; i += 13)
		assert_false(replay_note(replay, mac_of(i)));
	for (uint32_t i = 0; i < first; i += 29)
		assert_true(replay_note(replay, mac_of(i)));
	replay_free(replay);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_signature_is_taken_once),
	    cmocka_unit_test(test_the_newest_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

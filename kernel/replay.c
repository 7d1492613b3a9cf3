// kernel/replay.c - the signatures of the last messages, so that none is taken twice.
//
// A ring keeps them in order; a table with open addressing finds them: it holds places in the
// ring, plus one. The table is at most half full, and an entry that leaves the ring leaves the
// table by moving its followers up, so that there are no marks of what was deleted.
#include "kernel/replay.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define TABLE_CNT (2 * REPLAY_MAX) // a power of two

struct replay {
	unsigned char ring[REPLAY_MAX][REPLAY_BYTES];
	uint32_t table[TABLE_CNT]; // 0: free
	uint32_t next, cnt;
};

struct replay *replay_new(void)
{
	return mem_zalloc(sizeof(struct replay));
}

void replay_free(struct replay *replay)
{
	free(replay);
}

static uint32_t first_place(const unsigned char *mac)
{
	uint32_t hash;

	memcpy(&hash, mac, sizeof hash);
	return hash % TABLE_CNT;
}

// Gives the place of a signature in the table, or the free place where it belongs.
static uint32_t find(const struct replay *replay, const unsigned char *mac)
{
	uint32_t at = first_place(mac);

	while (replay->table[at] &&
	       memcmp(replay->ring[replay->table[at] - 1], mac, REPLAY_BYTES) != 0)
		at = (at + 1) % TABLE_CNT;
	return at;
}

// Frees a place; entries behind it that were pushed on by it move up.
static void forget(struct replay *replay, uint32_t hole)
{
	uint32_t at = hole;

	while (replay->table[at = (at + 1) % TABLE_CNT]) {
		uint32_t wanted = first_place(replay->ring[replay->table[at] - 1]);

		if ((at - wanted) % TABLE_CNT < (at - hole) % TABLE_CNT)
			continue;
		replay->table[hole] = replay->table[at];
		hole = at;
	}
	replay->table[hole] = 0;
}

bool replay_note(struct replay *replay, const unsigned char mac[REPLAY_BYTES])
{
	if (replay->table[find(replay, mac)])
		return false;
	if (replay->cnt == REPLAY_MAX)
		forget(replay, find(replay, replay->ring[replay->next]));
	else
		replay->cnt++;
	memcpy(replay->ring[replay->next], mac, REPLAY_BYTES);
	replay->table[find(replay, mac)] = replay->next + 1;
	replay->next = (replay->next + 1) % REPLAY_MAX;
	return true;
}

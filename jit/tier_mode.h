// jit/tier_mode.h - the words of the optimising tier: what callers choose and are told.
#ifndef CICLE_JIT_TIER_MODE_H
#define CICLE_JIT_TIER_MODE_H

enum tier_state {
	TIER_STALE,
	TIER_WAITING,
	TIER_COMPILING,
	TIER_LOADING,
	TIER_LOADED,
	TIER_REFUSED,
	TIER_LEFT,
};

enum tier_mode {
	TIER_OFF,    // everything runs at tier tcc
	TIER_AUTO,   // in the background
	TIER_SYNC,   // a run is over when all is loaded
	TIER_RANDOM, // for tests: as SYNC or AUTO, or back to tier tcc, by chance
};

#endif

// jit/tier_mode.h - how a session's functions are optimised.
#ifndef CICLE_JIT_TIER_MODE_H
#define CICLE_JIT_TIER_MODE_H

enum tier_mode {
	TIER_OFF,    // everything runs at tier tcc
	TIER_AUTO,   // in the background
	TIER_SYNC,   // a run is over when all is loaded
	TIER_RANDOM, // for tests: as SYNC or AUTO, or back to tier tcc, by chance
};

#endif

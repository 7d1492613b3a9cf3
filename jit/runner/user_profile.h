// jit/runner/user_profile.h - profiles that cells begin and end themselves (include/cicle.h).
//
// What was counted goes to the kernel when a span ends (EVENT_PROFILE), which makes tables and
// files of it when asked (CALL_PROFILE). A profile that is still enabled when a cell ends goes on
// with the next one.
#ifndef CICLE_JIT_RUNNER_USER_PROFILE_H
#define CICLE_JIT_RUNNER_USER_PROFILE_H

#include "jit/runner/library.h"

// library: borrowed for ever; it has the names of library functions.
void user_profile_init(const struct library *library);

enum user_profile_run {
	USER_PROFILE_PLAIN,  // its functions have no probes
	USER_PROFILE_PROBED, // they do
	USER_PROFILE_TAKEN,  // and another collection is on
};

// A run begins.
void user_profile_resume(enum user_profile_run run);

// It ends, well or not.
void user_profile_pause(void);

#endif

// magics/user_profile.h - the profiles that cells begin and end themselves (include/cicle.h).
//
// The runner tells what it counted when a span ends, so that functions are named as they were
// then; tables and files are made here.
#ifndef CICLE_MAGICS_USER_PROFILE_H
#define CICLE_MAGICS_USER_PROFILE_H

#include <stddef.h>
#include <stdint.h>

struct interpreter;
struct profile;

struct user_profile {
	uint64_t id; // the runner's; never used twice
	struct profile *profile;
};

struct user_profiles {
	struct user_profile *items; // owned, with their profiles
	size_t cnt;
};

void user_profiles_release(struct user_profiles *profiles);

// Takes an EVENT_PROFILE (jit/message.h). The bytes come from the runner and are not trusted.
void user_profile_event(struct interpreter *interpreter, const char *bytes, size_t len);

// Answers a CALL_PROFILE; the same holds for its bytes.
void user_profile_call(struct interpreter *interpreter, uint64_t number, const char *bytes,
		       size_t len);

#endif

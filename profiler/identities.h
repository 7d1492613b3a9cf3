// profiler/identities.h - whether a profile's numbers agree with each other.
//
//   sum      all own times together are the root's time
//   edges    a function's calls are those that its callers made
//   balance  no function lasted less than what it called
//   clock    nothing lasted longer than the run, on as many threads as ran
//   root     the root is one call, and all else is below it
//
// They hold for every profile that was collected; a reader can count on the numbers because they
// are checked on the very ones that are shown.
#ifndef CICLE_PROFILER_IDENTITIES_H
#define CICLE_PROFILER_IDENTITIES_H

#include "base/str.h"
#include "profiler/model.h"

#define PROFILE_IDENTITY_CNT 5

// Gives how many of the identities hold, and appends a line "name: why" to explanation for each
// that does not. The profile's parents must stand before their children.
int profile_identities(const struct profile *profile, struct str *explanation);

#endif

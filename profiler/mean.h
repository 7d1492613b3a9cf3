// profiler/mean.h - several runs of one statement as one profile: their mean, and how they spread.
#ifndef CICLE_PROFILER_MEAN_H
#define CICLE_PROFILER_MEAN_H

#include <stddef.h>

#include "profiler/model.h"

// Makes the mean of cnt >= 1 plain profiles: calls and times of each path are means, rounded so
// that profile_check() holds; shortest, longest and durations are those of all runs; deviations are
// sample standard deviations. Title and cell are the first one's. Free with profile_free().
struct profile *profile_mean(struct profile *const *runs, size_t cnt);

#endif

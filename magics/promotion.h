// magics/promotion.h - what tier cc would save of the functions of a profile.
#ifndef CICLE_MAGICS_PROMOTION_H
#define CICLE_MAGICS_PROMOTION_H

#include "magics/profile_list.h"

// Fills basis and saved_ns of a profile's functions that ran at tier tcc and that gcc or clang
// could take (session_function.can_be_fast). From the notebook's other profiles, the best there is:
// 1. the same statement made the same calls at tier cc: what it saved was measured;
// 2. the function became so many times faster in another statement: about that;
// 3. half of the functions that were measured at both tiers, three or more, became so much faster;
// 4. the median of the programs in docs/benchmarks.md did.
// subject: the statement's (profile_list_keep()); 0: unknown.
void promotion_predict(struct interpreter *interpreter, struct profile *profile, uint64_t subject);

// Gives the profile that was kept last and says of a session's function, as defined now, what tier
// cc would save: *function is its place there. NULL when there is none.
const struct profile *promotion_last(struct interpreter *interpreter, const char *name,
				     uint32_t *function);

#endif

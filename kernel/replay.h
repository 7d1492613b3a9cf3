// kernel/replay.h - the signatures of the last messages, so that none is taken twice.
//
// Who can record what passes between a front end and the kernel, but has no key, could send a
// signed message again. The newest REPLAY_MAX signatures are known; older ones are forgotten.
#ifndef CICLE_KERNEL_REPLAY_H
#define CICLE_KERNEL_REPLAY_H

#include <stdbool.h>

#define REPLAY_MAX 65536 // as many as jupyter_client's sessions know

// A signature's first bytes are as good as random: who makes two alike must know the key.
#define REPLAY_BYTES 16

struct replay;

// Makes an empty memory of about 1.3 MB. The caller frees with replay_free().
struct replay *replay_new(void);
void replay_free(struct replay *replay);

// Notes a signature. Returns false, and changes nothing, when it was noted before.
bool replay_note(struct replay *replay, const unsigned char mac[REPLAY_BYTES]);

#endif

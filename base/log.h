// base/log.h - what the developer wants to see: CICLE_LOG=jit:2,wire:1 turns modules on.
#ifndef CICLE_BASE_LOG_H
#define CICLE_BASE_LOG_H

// Writes one line "cicle MODULE: text" to the process's own stderr when CICLE_LOG names the
// module with at least this level. Level 0 is always written: for what an operator must know.
void log_line(const char *module, int level, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif

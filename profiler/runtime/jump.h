// profiler/runtime/jump.h - longjmp for session code: the calls that it leaves are closed.
#ifndef CICLE_PROFILER_RUNTIME_JUMP_H
#define CICLE_PROFILER_RUNTIME_JUMP_H

#include <setjmp.h>

// Does what longjmp, _longjmp and siglongjmp do (in glibc they are one), and closes the open
// calls of the frames that are left, so that the profile goes on at the right place. Where the
// stack pointer in a jmp_buf cannot be read it only jumps: the calls are then closed when a
// caller returns. So are calls that the compiler inlined into the function that called setjmp:
// they have no frame of their own. For the addresses that units are linked with; any thread.
_Noreturn void cicle_longjmp(struct __jmp_buf_tag *env, int value);

#endif

// jit/runner/slots.h - the fixed addresses of session functions (stubs) and objects (homes).
#ifndef CICLE_JIT_RUNNER_SLOTS_H
#define CICLE_JIT_RUNNER_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jit/homes.h"

struct slots;

// So many bytes at least behind each home, and before each that shares a block with others, are
// nobody's (checked.h).
#define SLOTS_MARGIN_BYTES 16
// Homes are aligned so at least.
#define SLOTS_ALIGN_BYTES 16

struct slots *slots_new(void);

// Gives the address of a function's stub, made at the first call. name is copied for the message of
// a call before there is a definition; until then the stub leads to library (may be NULL).
void *slots_stub(struct slots *slots, uint32_t slot, const char *name, void *library);

// Makes a stub lead to a function's machine code; NULL: to a message that name is not defined.
void slots_set_target(struct slots *slots, uint32_t slot, void *code);

// Lets every stub that leads to a library's function, or nowhere, lead to where find() says that
// it is now.
void slots_link_libraries(struct slots *slots, void *(*find)(const char *name));

// Gives a function another definition: its stub leads there, and no longer to optimised code of the
// former one. Returns false when it is the definition that the function had: optimised code stays.
bool slots_define(struct slots *slots, uint32_t slot, void *code);

// Lets a defined function's stub lead to optimised code of its definition; NULL: to that itself.
void slots_set_fast(struct slots *slots, uint32_t slot, void *code);

// Gives the optimised code of a function's definition, or NULL.
void *slots_fast(const struct slots *slots, uint32_t slot);

// Turns the stubs of functions that are defined and not optimised to arch_caught(). Returns false
// when there is none. Not from the main thread: other calls of this header wait until
// slots_release_calls().
bool slots_catch_calls(struct slots *slots);

// Turns those stubs back.
void slots_release_calls(struct slots *slots);

// Gives the code of the function whose stub has a number: what the stub leads to, or would.
void *slots_code(const struct slots *slots, uint32_t number);

// Gives where a stub leads now.
void *slots_target(const struct slots *slots, uint32_t slot);

// Gives an object its home: zeroed memory that stays until the runner ends. An object that has
// one of another size gets a new one, which counts from now on but is only kept by
// slots_commit(). Returns NULL when there is no memory for it.
// is_thread_local: the main thread's copy of an object that each thread has (threads.h).
void *slots_home(struct slots *slots, uint32_t slot, size_t size_bytes, size_t align_bytes,
		 bool is_thread_local);

// Tells of every committed home in a table (jit/homes.h); NULL: of none.
void slots_publish(struct slots *slots, struct home *homes);

// Writes the whole table anew, up to slot_cnt: another process wrote it last.
void slots_publish_all(struct slots *slots, uint32_t slot_cnt);

// Keeps the homes made since the last commit, or goes back to those before.
void slots_commit(struct slots *slots);
void slots_rollback(struct slots *slots);

// Gives the home of an object, or NULL when it has none.
void *slots_find_home(const struct slots *slots, uint32_t slot);

// Tells every object's home.
void slots_each_home(const struct slots *slots,
		     void (*tell)(void *ctx, const void *start, size_t size_bytes), void *ctx);

// Finds the object that has an address in its home or, of those within a margin of it, the nearest.
// Returns false when there is none.
struct slots_object {
	uint32_t slot;
	const char *start;
	size_t size_bytes;
};
bool slots_object_near(const struct slots *slots, const char *address, struct slots_object *object);

// Tells every home that has a margin behind it: those of objects that are the same in each thread.
void slots_each_object(const struct slots *slots,
		       void (*tell)(void *ctx, const void *start, size_t size_bytes), void *ctx);

// Tells whether pc is inside of a stub.
bool slots_has_code(const struct slots *slots, const void *pc);

// Gives the name of the function whose stub begins at an address, or NULL. Borrowed.
const char *slots_name_at(const struct slots *slots, const void *address);

#endif

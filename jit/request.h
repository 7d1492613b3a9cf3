// jit/request.h - a request to the runner whose units may need the second compiler first.
//
//   request_begin(); request_add() ...; while request_next_text() gives a text: compile it,
//   request_set_object() or request_drop(); then request_pack()
#ifndef CICLE_JIT_REQUEST_H
#define CICLE_JIT_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/str.h"
#include "jit/message.h"
#include "jit/unit.h"

struct request_unit {
	struct str packed; // without its object
	char *text;        // what the second compiler compiles; NULL: libtcc does, in the runner
	struct list flags; // for the second compiler; text tells them, too
	struct str object;
	struct str inlined;     // packed slots of a unit with UNIT_FAST (jit/message.h)
	struct str probed;      // slots: functions that libtcc compiled with probes, once more
	bool is_spare;          // when it does not compile it is left out
	struct decl *dependent; // the function that is compiled again; NULL: the cell's own unit
	bool
	    is_quiet; // its messages are nobody's business: it was compiled before, in another form
};

struct request {
	enum message_type type;
	struct str head; // the payload before the units
	struct request_unit *units;
	size_t unit_cnt;
	size_t next; // the first unit that may still need its object
};

void request_begin(struct request *request, enum message_type type);
void request_release(struct request *request);

// Makes a finished unit (unit_finish()) the request's next one. Takes its text when the second
// compiler is to compile it. Borrowed until the next call.
struct request_unit *request_add(struct request *request, struct unit *unit,
				 enum unit_compiler compiler);

// Gives the unit that needs an object next, or NULL when all are there.
struct request_unit *request_next(struct request *request);

// Takes the unit that request_next() gave out of the request.
void request_drop(struct request *request);

// Appends the whole message.
void request_pack(const struct request *request, struct str *out);

#endif

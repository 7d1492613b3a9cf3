// magics/inspect.h - what is known of a name: its declaration, comment, value, layout, manual.
#ifndef CICLE_MAGICS_INSPECT_H
#define CICLE_MAGICS_INSPECT_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "jit/session.h"
#include "jit/read/symbol.h"
#include "magics/profile_list.h"

// What is looked at. Everything is borrowed.
struct inspect_source {
	struct symbols *symbols;
	struct session *session;             // NULL: without cells' texts and values
	const struct value_style *style;     // NULL: the plain one
	const struct profile_list *profiles; // NULL: without figures
};

// Describes a name of the session, of a header, of the manual or of a magic as a mime bundle with
// text/plain and text/html. detail_level 1 adds the source. NULL when nobody knows it. The caller
// deletes the bundle.
cJSON *inspect_name(const struct inspect_source *source, const char *name, size_t len,
		    int detail_level);

// Describes what stands at a byte position of half-typed code: locals and members too, and inside
// of a call's brackets the function that is called. Otherwise as inspect_name().
cJSON *inspect_at(const struct inspect_source *source, const char *code, size_t cursor_byte,
		  int detail_level);

#endif

// kernel/fields.h - reads the fields of a message's content, which may hold anything.
//
// A missing or null field gives the fallback. A field of the wrong type, or out of range, fills
// err with a sentence for the front end; the first error wins, so a handler reads all its fields
// and checks err once.
#ifndef CICLE_KERNEL_FIELDS_H
#define CICLE_KERNEL_FIELDS_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/err.h"

// Gives a string, borrowed from content. fallback NULL: the field is required. Never NULL.
const char *field_text(const cJSON *content, const char *name, const char *fallback,
		       struct err *err);

bool field_flag(const cJSON *content, const char *name, bool fallback, struct err *err);

// Gives a whole number from min to max.
int field_int(const cJSON *content, const char *name, int min, int max, int fallback,
	      struct err *err);

// Gives an object, borrowed; NULL when it is missing.
const cJSON *field_object(const cJSON *content, const char *name, struct err *err);

#endif

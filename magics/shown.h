// magics/shown.h - what code shows by cicle.h: the runner's event as a mime bundle.
#ifndef CICLE_MAGICS_SHOWN_H
#define CICLE_MAGICS_SHOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "jit/message.h"

struct shown {
	uint32_t cell; // whose
	enum display_kind kind;
	char *id;    // owned; "": none
	cJSON *data; // owned: a mime bundle; pictures are base64, JSON is parsed
};

// Reads the payload of EVENT_DISPLAY. Returns false when it makes no sense. Release in any case.
bool shown_init(struct shown *shown, const char *bytes, size_t len);
void shown_release(struct shown *shown);

#endif

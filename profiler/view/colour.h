// profiler/view/colour.h - the colours of boxes: by place and name, and by change.
#ifndef CICLE_PROFILER_VIEW_COLOUR_H
#define CICLE_PROFILER_VIEW_COLOUR_H

#include <stdint.h>

#include "base/str.h"
#include "profiler/model.h"

enum colour_kind {
	COLOUR_PLACE,  // hue by cell, file or library, shade by name
	COLOUR_CHANGE, // from faster (blue) over grey to slower (red)
};

// Gives a function's index into the colours by place: the same in every output.
unsigned colour_of(const struct profile_function *function);

// Gives the colour of a change, as "#rrggbb" for a light theme. share: per cent of all time,
// negative when faster. The live view has the same steps (diff.js).
const char *colour_of_change(double share);

// Gives a colour by place as "#rrggbb" for a light theme.
const char *colour_light(unsigned index);

// Appends `"light":[...],"dark":[...]`: the colours of both themes in JSON.
void colour_json(struct str *out, enum colour_kind kind);

#endif

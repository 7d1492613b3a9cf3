// magics/png.h - pixels as a PNG file.
#ifndef CICLE_MAGICS_PNG_H
#define CICLE_MAGICS_PNG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

// How the runner sends pixels: u32 width, u32 height, then 3 bytes (red, green, blue) for each, row
// by row from the top.
#define PNG_PIXELS_MIME "image/x-cicle-pixels"

// Appends the PNG of such pixels. Returns false when they are not as many as the head says.
bool png_from_pixels(const char *bytes, size_t len, struct str *out);

#endif

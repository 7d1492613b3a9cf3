// magics/reference.h - the magics' reference, docs/magics.md, from their rows.
#ifndef CICLE_MAGICS_REFERENCE_H
#define CICLE_MAGICS_REFERENCE_H

#include "base/str.h"

// Appends all magics, sorted by name, as Markdown.
void reference_markdown(struct str *out);

#endif

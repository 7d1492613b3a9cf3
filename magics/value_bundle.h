// magics/value_bundle.h - a value as front ends show it.
#ifndef CICLE_MAGICS_VALUE_BUNDLE_H
#define CICLE_MAGICS_VALUE_BUNDLE_H

#include <cjson/cJSON.h>

#include "jit/value/value.h"
#include "jit/value/value_text.h"

// Gives the mime bundle of a value: text/plain, and text/html for what is a table. The caller
// deletes it.
cJSON *value_bundle(const struct values *values, const struct value_style *style);

#endif

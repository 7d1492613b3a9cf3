// profiler/json_reader.h - reads JSON from memory piece by piece, without building a tree.
//
// For profiles of any size and origin: memory stays constant, integers keep all of 64 bits, and a
// place can be kept by copying the reader, to be read later or twice. The first mistake in the
// text marks the reader failed; from then on every object and array is at its end, so that a text
// is read whole and checked once.
//
//     json_open_object(&in);
//     while (json_next_key(&in, &key)) {
//             if (strcmp(str_text(&key), "name") == 0)
//                     json_text(&in, &name);
//             else
//                     json_skip(&in);
//     }
#ifndef CICLE_PROFILER_JSON_READER_H
#define CICLE_PROFILER_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct json_reader {
	const char *at; // borrowed
	const char *end;
	bool is_first;       // at the first item of an object or array
	const char *failure; // NULL, or what is wrong at `at`: static
};

struct json_reader json_from(const char *bytes, size_t len);

// Records a failure, if it is the first.
void json_fail(struct json_reader *in, const char *failure);

// Enters an object or array; the functions below then leave it by giving false at its end.
void json_open_object(struct json_reader *in);
void json_open_array(struct json_reader *in);

// Goes to an object's next value and gives its key.
bool json_next_key(struct json_reader *in, struct str *key);

// Goes to an array's next item.
bool json_next_item(struct json_reader *in);

// Reads a string into text, which is replaced. NUL characters become U+FFFD.
void json_text(struct json_reader *in, struct str *text);

// Reads an integer from 0 to max; anything else is a failure. 0 when failed.
uint64_t json_integer(struct json_reader *in, uint64_t max);

// Reads a number times scale as an integer of at most INT64_MAX, rounded; negative numbers are
// failures. With scale 1 integers are exact.
uint64_t json_scaled(struct json_reader *in, double scale);

// Reads a number from 0 on; what is larger than 10^18 is a failure.
double json_double(struct json_reader *in);

// Skips null and says so; anything else is left to be read.
bool json_null(struct json_reader *in);

// Skips a value of any kind, nested at most 256 deep.
void json_skip(struct json_reader *in);

#endif

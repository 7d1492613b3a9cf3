// tests/fuzz/fuzz_import.c - fuzz target: any bytes as the file of a profile.
//
// What is read must hold to the model's rules, and must be writable in the formats that are read
// back.
#include <stdint.h>
#include <stdlib.h>

#include "base/str.h"
#include "profiler/export.h"
#include "profiler/import.h"
#include "tests/fuzz/fuzz.h"

static void write_and_read(const struct profile *profile, const char *format)
{
	struct str bytes = {0};
	struct profile *again;
	struct err err = {0};

	// Refusing a tree that is too deep is right; writing what cannot be read is not.
	if (export_find("", format, NULL)->write(profile, &bytes, &err) == 0) {
		again = profile_import_bytes(str_text(&bytes), bytes.len, "again", NULL, &err);
		if (!again || again->nodes[0].total_ns != profile->nodes[0].total_ns)
			abort();
		profile_free(again);
	}
	str_release(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const formats[] = {"prof", "json", "speedscope", "folded"};
	struct err err = {0};
	struct profile *profile = profile_import_bytes(data, size, "fuzz", NULL, &err);

	if (!profile && err.code == ERR_NONE)
		abort();
	for (size_t i = 0; profile && i < sizeof formats / sizeof *formats; i++)
		write_and_read(profile, formats[i]);
	profile_free(profile);
	return 0;
}

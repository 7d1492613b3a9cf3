// tests/fuzz/fuzz.h - what a fuzz target is made of.
//
// Each tests/fuzz/fuzz_<target>.c defines LLVMFuzzerTestOneInput() for one parser of bytes from
// outside. `make fuzz` links it with libFuzzer, which makes inputs up; `make test` links it with
// replay.c, which runs the inputs in seeds/<target>/ and regressions/<target>/ once each.
// A target aborts when what it checks does not hold; sanitizers find the rest.
#ifndef CICLE_TESTS_FUZZ_H
#define CICLE_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

// Runs one input. The name and the result, always 0, are libFuzzer's.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif

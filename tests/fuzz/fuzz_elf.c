// tests/fuzz/fuzz_elf.c - fuzz target: any bytes as a shared library's file.
#include <stdint.h>

#include "jit/compiler/elf.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	elf_is_library(data, size);
	elf_defines(data, size, "cicle_seed");
	elf_defines(data, size, "");
	return 0;
}

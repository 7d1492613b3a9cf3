// tests/cells/profile_leaves_code.c - Code that is not profiled is what it was: the same machine code at the same place, no probes.
%jit off
// ---
#include <stdio.h>
#include <string.h>
int plain(int n) { return n * 3 + 1; }
// Where a function's stub leads: mov $number, %r11d; jmp *distance(%rip).
const unsigned char *code_of(int (*function)(int))
{
	const unsigned char *stub = (const unsigned char *)function;
	int distance;
	if (stub[0] != 0x41 || stub[6] != 0xff || stub[7] != 0x25) return NULL;
	memcpy(&distance, stub + 8, sizeof distance);
	return *(const unsigned char *const *)(stub + 12 + distance);
}
unsigned char kept[24];
const unsigned char *place = code_of(plain);
memcpy(kept, place, sizeof kept);
// ---
%prun -q plain(1)
// ---
%%prun
int is_elsewhere = code_of(plain) != place;
// expect display: (code_of)
// ---
is_elsewhere   // expect: 1
// ---
code_of(plain) == place && !memcmp(kept, place, sizeof kept)   // expect: 1
// ---
%lprun -f plain plain(2)
// expect display: Function: plain
// ---
%memprof plain(3)
// expect display: 
// ---
code_of(plain) == place   // expect: 1
// ---
%%prun -q
// A function that a profiled cell defined has its plain form, too: that of a cell that never was profiled.
int late(int n) { return n * 3 + 1; }
late(1);
// ---
const unsigned char *late_place = code_of(late);
late_place != NULL && !memcmp(late_place, kept, sizeof kept)   // expect: 1
// ---
int late(int n) { return n * 3 + 1; }
// ---
int late_again = code_of(late) != NULL && !memcmp(code_of(late), kept, sizeof kept);
late_again   // expect: 1

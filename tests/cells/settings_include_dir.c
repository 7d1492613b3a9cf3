// tests/cells/settings_include_dir.c - %include_dir: where else headers are
#include <stdlib.h>
system("mkdir -p one two && echo '#define ONE 1' >one/one.h && echo '#define TWO 2' >two/two.h")   // expect: 0
// ---
#include <one.h>
// expect error: one.h
// ---
%include_dir one
#include <one.h>
ONE   // expect: 1
// ---
%cflags -I two
#include <two.h>
ONE + TWO   // expect: 3
// ---
%include_dir
// expect stdout: <any>/one
// expect stdout: <any>/two
// ---
%include_dir three
// expect error: the include directory 'three' does not exist

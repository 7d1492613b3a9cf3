// tests/cells/settings_cflags.c - %cflags: taken, listed, refused
%cflags -DSIZE=3 -Wall -O2 -I.
SIZE   // expect: 3
// ---
%cflags
// expect stdout: -I<any>
// expect stdout: -DSIZE=3
// expect stdout: -Wall
// expect stdout: -O2
// ---
%cflags --clear -O3
// ---
%cflags
// expect stdout: -I<any>
// expect stdout: -DSIZE=3
// expect stdout: -O3
// ---
%cflags -O3 -fno-such-thing
// expect error: the compiler does not take the flag '-fno-such-thing'
// ---
%cflags -shared
// expect error: the flag '-shared' has no place here
// ---
%cflags --gibberish
// expect error: the flag '--gibberish' is not known
// ---
%cflags "-O3
// expect error: a quote has no end
// ---
%ldflags -Wl,--wrap=malloc
// expect error: the flag '-Wl,--wrap=malloc' has no place here: libraries are loaded, not linked

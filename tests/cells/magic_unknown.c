// tests/cells/magic_unknown.c - an unknown magic names the nearest one
%prunn f()
// expect error: there is no magic '%prunn'; did you mean '%prun'?
// ---
%nothing_like_this
// expect error: %lsmagic lists those there are

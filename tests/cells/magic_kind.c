// tests/cells/magic_kind.c - a line magic with two percent signs
%%lsmagic
// expect error: 'lsmagic' is a line magic
// ---
%lsmagic extra
// expect error: unexpected 'extra

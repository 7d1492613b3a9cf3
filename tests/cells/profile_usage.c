// tests/cells/profile_usage.c - wrong options and missing statements
%prun
// expect error: there is nothing to profile
// ---
%prun -z f()
// expect error: unknown option -z
// ---
%prun -s nonsense 1
// expect error: nonsense
// ---
%prun -l
// expect error: option -l needs a value
// ---
%profile export
// expect error: which file?
// ---
%profile export nothing.prof
// expect error: there is no profile to export yet

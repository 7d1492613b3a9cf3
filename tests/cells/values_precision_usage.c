// tests/cells/values_precision_usage.c - %precision takes one format of a double
%precision %s
// expect error: '%s' is no format of a double; try 3, or %.10g
// ---
%precision %f %f
// expect error: is no format of a double
// ---
%precision 99
// expect error: '99' is too many digits; at most 60
// ---
0.5   // expect: 0.5

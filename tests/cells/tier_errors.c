// tests/cells/tier_errors.c - what %jit, %tier and %cache refuse
%jit fast
// expect error: 'fast' is none of off, on, wait
// ---
%jit on off
// expect error: unexpected 'off'
// ---
%tier nobody
// expect error: 'nobody' is no function of the session
// ---
%cache nobody
// expect error: 'nobody' is neither 'clear' nor a function of the session

// tests/cells/objects_const.c - a const object can be read and initialised anew
const int limit = 10;
limit * 2   // expect: 20
// ---
const char *const name = "fixed";
name   // expect: "fixed"
// ---
const int limit = 11;
limit   // expect: 11

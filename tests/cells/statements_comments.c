// tests/cells/statements_comments.c - comments may stand anywhere
/* before */ int /* in */ a /* the */ = /* middle */ 4 /* and */; // behind
a /* here
too */ + // and
/* there */ 1   // expect: 5
// ---
"/* no comment */ // nor this"   // expect: "/* no comment */ // nor this"
// ---
char c = '"'; /* " */ c   // expect: '"'

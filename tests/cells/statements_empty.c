// tests/cells/statements_empty.c - cells without anything to run

// ---
// only a comment
// ---
/* only
   a comment */
// ---
;
// ---
;;;
// ---
{}

// tests/cells/language_deduced.c - objects whose type is their initialiser's
__auto_type whole = 5;
auto text = "hello";
const auto half = whole / 2.0;
half   // expect: 2.5
// ---
text   // expect: "hello"
// ---
__auto_type pointer = &whole;
*pointer + sizeof whole   // expect: 9

// tests/cells/values_string.c - a char pointer shows as a string with C's escapes
"hello"   // expect: "hello"
// ---
char *s = "tab\there \"quoted\" back\\slash\n";
s   // expect: "tab\there \"quoted\" back\\slash\n"
// ---
const char *e = "";
e   // expect: ""
// ---
"\001\177"   // expect: "\001\177"
// ---
s + 4   // expect: "here \"quoted\" back\\slash\n"

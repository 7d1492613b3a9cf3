// tests/cells/values_char.c - a char shows as a character constant
char c = 'a';
c   // expect: 'a'
// ---
c = '\n';   // expect no output
// ---
c   // expect: '\n'
// ---
c = 0; c   // expect: '\000'
// ---
c = '\''; c   // expect: '\''
// ---
c = '"'; c   // expect: '"'
// ---
c = '\\'; c   // expect: '\\'
// ---
c = (char)200; c   // expect: '\310'
// ---
'a'   // expect: 97

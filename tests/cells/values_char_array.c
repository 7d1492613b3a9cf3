// tests/cells/values_char_array.c - an array of characters is text up to its first NUL
char text[8] = "ab", full[3] = {'a', 'b', 'c'}, names[2][8] = {"cd", "ef"};
text   // expect: "ab"
// ---
full   // expect: "abc"
// ---
names   // expect: {"cd", "ef"}
// ---
unsigned char bytes[2] = {65, 200};
bytes   // expect: {65, 200}

// tests/cells/objects_string_tables.c - arrays of strings
const char *names[] = {"one", "two" "three", 0};
names[1]   // expect: "twothree"
// ---
char grid[][4] = {"abc", "d"};
sizeof grid * 10 + grid[1][1]   // expect: 80
// ---
char exact[3] = "xyz";
exact[2]   // expect: 'z'

// tests/cells/values_pointee.c - a pointer shows what it leads to
int x = 42, *p = &x, **pp = &p;
p   // expect: (int *) 0x<any> -> 42
// ---
pp   // expect: (int **) 0x<any> -> (int *) 0x<any> -> 42
// ---
char *words[] = {"a", "b"}, **first = words;
first   // expect: (char **) 0x<any> -> "a"
// ---
int row[3] = {1, 2, 3}, (*whole)[3] = &row;
whole   // expect: (int (*)[3]) 0x<any> -> {1, 2, 3}

// tests/cells/language_old_style.c - definitions from before prototypes
int add(a, b)
    int a, b;
{
    return a + b;
}
add(1, 2)   // expect: 3
// ---
char *pick(list, i) char **list; int i; { return list[i]; }
char *words[] = {"zero", "one"};
pick(words, 1)   // expect: "one"
// ---
tentative() { return 4; }
tentative()   // expect: 4

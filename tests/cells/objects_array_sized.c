// tests/cells/objects_array_sized.c - an initialiser gives an array its size
int a[] = {1, 2, 3, 4, 5};
sizeof a / sizeof a[0]   // expect: 5
// ---
char s[] = "hello";
sizeof s   // expect: 6
// ---
int m[][2] = {{1, 2}, {3, 4}, {5, 6}};
sizeof m / sizeof m[0]   // expect: 3
// ---
m[2][1]   // expect: 6
// ---
s[0] = 'j'; s   // expect: "jello"
// ---
int sparse[] = {[9] = 1};
sizeof sparse / sizeof *sparse   // expect: 10

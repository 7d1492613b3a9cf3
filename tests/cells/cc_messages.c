// When both compilers refuse a cell, gcc tells why: with the column and what may be meant.
int x = 1;
x = prinft("?");   // expect error line 2: implicit declaration of function 'prinft'
// ---
int value = unknown_name;   // expect error: In[<any>]:1:13: 'unknown_name' undeclared
// ---
struct point { int x, y; } p;
p.z   // expect error line 2: 'struct point' has no member named 'z' <or> no member named 'z' in 'struct point'
// ---
int broken(int a) {
	return a +;   // expect error line 2: expected expression before ';' token <or> expected expression
}

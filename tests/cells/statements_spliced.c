// tests/cells/statements_spliced.c - a backslash and a newline in the middle of words and numbers
in\
t x = 4\
2;
x   // expect: 42
// ---
stat\
ic in\
t next(int a)
{
	ret\
urn a +\
+ + 0x1\
0;
}
next(x)   // expect: 58
// ---
int boom(int a) {
	ret\
urn a /
	    0;
}
in\
t y = 1;
boom(1)
// expect error: In[<any>]:8
// ---
#define TWI\
CE(a) ((a) * \
 2)
TWI\
CE(4)   // expect: 8
// ---
int lo\
ng_name = 3;
no_such;
// expect error: In[<any>]:3:1: 'no_such' undeclared

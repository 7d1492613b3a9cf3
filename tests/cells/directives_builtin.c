// tests/cells/directives_builtin.c - __LINE__ and __FILE__ are those of the cell
__LINE__   // expect: 1
// ---
// a comment

__LINE__   // expect: 3
// ---
#define HERE __LINE__
HERE   // expect: 2
// ---
__FILE__   // expect: "In[4]"
// ---
#define NAME(x) #x
#define LINE_NAME(x) NAME(x)
LINE_NAME(__LINE__)   // expect: "3"

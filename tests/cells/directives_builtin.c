// tests/cells/directives_builtin.c - __LINE__, __FILE__ and __COUNTER__ style macros

__LINE__   // expect: 3
// ---
#define HERE __LINE__
HERE   // expect: 2
// ---
__FILE__   // expect: "In[3]"
// ---
__STDC__   // expect: 1
// ---
#define NAME(x) #x
#define LINE_NAME(x) NAME(x)
LINE_NAME(__LINE__)   // expect: "3"

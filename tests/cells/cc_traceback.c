// The lines of a traceback are right in both compilers' code.
int read_at(int *p)
{
	__int128 one = 1;
	return *p + (int)one;
}
int deeper(int *p) { return read_at(p) + 1; }
// ---
int outermost(int *p)
{
	return deeper(p) * 2;
}
outermost(0)
// expect error: In[<any>]:4 in read_at()
// expect error: In[<any>]:6 in deeper()
// expect error: In[<any>]:3 in outermost()

// tests/cells/check_asan_objects.c - %%asan finds accesses outside of session objects and locals
#include <setjmp.h>
#include <pthread.h>
#include <string.h>
int first, squares[10], other = 5;
struct { char a, tag[3]; } pair;
int sum(int n)
{
    int a[4] = {1, 2, 3, n}, s = 0;
    for (int i = 0; i < n; i++)
        s += *(a + i);
    return s;
}
int *address(int v) { int kept = v, *p = &kept; return p; }
void fill(int *p, int n) { for (int i = 0; i < n; i++) p[i] = i; }
// ---
%asan sum(4) + other   // expect: 15
// ---
%asan sum(5)
// expect error: local overflow: read of 4 bytes at byte 16 of 'a' of 16 bytes in sum(); declared at In[1]:8 in sum()
// ---
%asan fill(squares, 11)
// expect error: object overflow: write of 4 bytes at byte 40 of an object of 40 bytes in fill(); it is 'squares', defined at In[1]:4
// ---
%asan fill(squares - 1, 3)   // expect stderr: <any>
// expect error: object underflow: write of 4 bytes, 4 bytes before an object of 40 bytes in fill(); it is 'squares', defined at In[1]:4
// ---
%asan *(&pair.a + 4)
// expect error: object overflow: read of 1 bytes at byte 4 of an object of 4 bytes; it is 'pair', defined at In[1]:5
// ---
squares[9] + first + other   // expect: 14
// ---
%asan *address(3)
// expect error: use after return: read of 4 bytes at byte 0 of 'kept' of 4 bytes; declared at In[1]:13 in address()
// ---
%%asan
int *q;
{
    int inner = 3;
    q = &inner;
}
*q
// expect error: use after scope: read of 4 bytes at byte 0 of 'inner' of 4 bytes; declared at In[9]:4
// ---
%%asan
int last(int n)
{
    int a[n];
    a[0] = 1;
    return *(a + n);
}
last(5)
// expect error: local overflow: read of 4 bytes behind an array whose length the run decides in last()
// ---
%%asan
memset(squares, 0, sizeof squares + 1);
// expect error: object overflow: write of 41 bytes at byte 0 of an object of 40 bytes; it is 'squares', defined at In[1]:4
// ---
%%asan
void copy(const char *s) { char small[8]; strcpy(small, s); }
copy("too long for it");
// expect error: local overflow: write of 16 bytes at byte 0 of 'small' of 8 bytes in copy(); declared at In[12]:2 in copy()
// ---
%%asan
jmp_buf out;
int depth(int n) { int a[3] = {n}; if (n == 0) longjmp(out, 1); return depth(n - 1) + *(a + n % 3); }
int jumps = 0;
for (int i = 0; i < 300; i++)
    if (!setjmp(out)) depth(20); else jumps++;
jumps + sum(4)
// expect: 310
// ---
%%asan
int down(int n) { int a[3] = {n}; return n ? down(n - 1) + *(a + n % 3 * 0) : 0; }
down(20000)
// expect: 200010000
// ---
%%asan
void *work(void *arg) { int a[4] = {1, 2, 3, 4}; int *p = a; return (void *)(long)p[*(int *)arg]; }
int at = 3;
pthread_t thread;
void *result;
pthread_create(&thread, NULL, work, &at);
pthread_join(thread, &result);
(long)result
// expect: 4
// ---
%%asan
at = 4;
pthread_create(&thread, NULL, work, &at);
pthread_join(thread, &result);
// expect error: local overflow: read of 4 bytes at byte 16 of 'a' of 16 bytes
// ---
%%asan
struct wide { int a[40]; } from = {{1, 2, 3}}, to;
void copy_wide(struct wide *a, struct wide *b) { struct wide two = *a; *b = two; }
copy_wide(&from, &to);
to.a[2]   // expect: 3
// ---
%%asan
copy_wide((struct wide *)&from.a[1], &to);
// expect error: object overflow: read of <any> of an object of 160 bytes<any>; it is 'from', defined at In[<any>]:2

// tests/cells/errors_brackets.c - brackets that are never closed, or close nothing
struct s {
    int a;
int b;   // expect error line 1: this is never closed: '{'
// ---
int x = 1;
}   // expect error line 2: nothing is open that is closed by '}'
// ---
for (;;   // expect error line 1: this is never closed: '('
// ---
int main(void)
{
    puts("x"   // expect error line 3: this is never closed: '('
// ---
#if 0
{
#endif
1   // expect: 1

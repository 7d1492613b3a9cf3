// tests/cells/language_attributes.c - attributes in every place
struct __attribute__((packed)) small { char c; int i; };
struct small2 { char c; int i __attribute__((packed)); } __attribute__((aligned(8)));
int a __attribute__((aligned(32))) = 4, b __attribute__((unused)) = 5;
void f(int n) __attribute__((noinline));
void __attribute__((noinline)) f(int n) { a += n; }
int __attribute__((const)) g(int n __attribute__((unused))) { return 1; }
__attribute__((unused)) static int *__attribute__((unused)) h(void) { return &a; }
f(1);
sizeof(struct small) * 100 + *h() * 10 + g(0)   // expect: 551
// ---
sizeof(struct small2) + (int)((unsigned long)&a % 32)   // expect: 8

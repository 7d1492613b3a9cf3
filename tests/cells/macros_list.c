// tests/cells/macros_list.c - one macro call makes a struct and functions
#define DECLARE_STACK(T) \
    struct stack_##T { T items[8]; int cnt; }; \
    static void push_##T(struct stack_##T *s, T item) { s->items[s->cnt++] = item; } \
    static T pop_##T(struct stack_##T *s) { return s->items[--s->cnt]; }
DECLARE_STACK(int)
struct stack_int s = {.cnt = 0};
push_int(&s, 3);
push_int(&s, 4);
pop_int(&s) * 10 + pop_int(&s)   // expect: 43
// ---
push_int(&s, 9);
s.items[0] + s.cnt   // expect: 10

// tests/cells/types_attributes_behind.c - attributes between a struct's body and what it declares
struct packed { char c; int i; } __attribute__((packed)) p = {1, 2};
sizeof p + sizeof(struct packed)   // expect: 10
// ---
typedef struct { char c; int i; } __attribute__((packed)) tight;
typedef const struct aligned { char c; } __attribute__((aligned(16))) *aligned_ptr;
sizeof(tight) + sizeof(struct aligned)   // expect: 21

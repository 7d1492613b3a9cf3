// tests/cells/values_union.c - a union shows all of its members
union both { int i; unsigned char bytes[4]; };
union both b = {.i = 0x01020304};
b   // expect: {.i = 16909060, .bytes = {4, 3, 2, 1}}

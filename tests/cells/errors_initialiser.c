// tests/cells/errors_initialiser.c - an error in an initialiser
struct p { int x; };
struct p q = {.x = 1,
              .z = 2};   // expect error line 3: <any>z

// tests/cells/values_show_tree.c - %show tells a tree, children below their parent
struct tree { int key; struct tree *child[2]; };
struct tree d = {4}, c = {3, {0, &d}}, b = {2}, a = {1, {&b, &c}};
%show a;
// expect display: struct tree {.key = 1, .child = {#1, #2}}
// expect display:   #1 struct tree {.key = 2, .child = {NULL, NULL}}
// expect display:   #2 struct tree {.key = 3, .child = {NULL, #3}}
// expect display:     #3 struct tree {.key = 4, .child = {NULL, NULL}}

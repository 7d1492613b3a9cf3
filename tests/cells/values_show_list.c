// tests/cells/values_show_list.c - %show tells a list, one node a line
struct node { int value; struct node *next; };
struct node c = {3}, b = {2, &c}, a = {1, &b};
%show &a
// expect display: (struct node *) #1
// expect display: #1 struct node {.value = 1, .next = #2}
// expect display: #2 struct node {.value = 2, .next = #3}
// expect display: #3 struct node {.value = 3, .next = NULL}
// ---
%show -d 1 &a
// expect display: #1 struct node {.value = 1, .next = 0x<any>}
// ---
%show &a -d 2
// expect display: #2 struct node {.value = 2, .next = 0x<any>}

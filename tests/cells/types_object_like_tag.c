// tests/cells/types_object_like_tag.c - tags and objects have name spaces of their own
struct thing { int n; } ;
int thing = 5;
struct thing t = {7};
thing + t.n   // expect: 12

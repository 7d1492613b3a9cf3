// tests/cells/directives_line.c - #line changes nothing for the cell's own lines
#line 100 "other.c"
int a = 1;
missing;   // expect error line 3: 'missing' undeclared

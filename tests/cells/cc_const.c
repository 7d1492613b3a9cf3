// What libtcc only warns of is an error here too.
const int fixed = 3;
fixed = 4;   // expect error line 2: assignment of read-only variable 'fixed' <or> cannot assign to variable 'fixed' with const-qualified type 'const int'
// ---
fixed   // expect error: 'fixed' undeclared

// What libtcc only warns of is an error here too.
const int fixed = 3;
fixed = 4;   // expect error line 2: assignment of read-only variable 'fixed'
// ---
fixed   // expect error: 'fixed' undeclared

// tests/cells/redefine_type_breaks.c - a function that used a field that is gone
struct s { int old; };
int read_old(struct s *s) { return s->old; }
// ---
struct s { int new_name; };
// expect stderr: 'read_old' does not compile any more

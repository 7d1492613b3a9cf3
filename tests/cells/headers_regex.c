// tests/cells/headers_regex.c - regular expressions
#include <regex.h>
regex_t pattern;
regmatch_t parts[3];
regcomp(&pattern, "([a-z]+)=([0-9]+)", REG_EXTENDED)   // expect: 0
// ---
regexec(&pattern, "  key=42;", 3, parts, 0)   // expect: 0
// ---
(int)(parts[2].rm_so * 10 + parts[2].rm_eo)   // expect: 68
// ---
regfree(&pattern);

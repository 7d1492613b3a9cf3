// tests/cells/functions_qsort_structs.c - qsort and bsearch over structs
#include <stdlib.h>
#include <string.h>
struct person { char name[8]; int age; };
int by_age(const void *a, const void *b)
{
    return ((const struct person *)a)->age - ((const struct person *)b)->age;
}
struct person people[] = {{"Ann", 41}, {"Bob", 7}, {"Cy", 23}};
qsort(people, 3, sizeof *people, by_age);
people[2].name   // expect: "Ann"
// ---
struct person key = {"", 23};
((struct person *)bsearch(&key, people, 3, sizeof key, by_age))->name   // expect: "Cy"

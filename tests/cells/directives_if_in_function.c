// tests/cells/directives_if_in_function.c - #if inside of a function
#define FAST 1
int speed(void)
{
#if FAST
    return 100;
#else
    return 1;
#endif
}
speed()   // expect: 100

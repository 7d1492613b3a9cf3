// tests/cells/main_runs.c - main runs when its cell does
#include <stdio.h>
int main(void)
{
    printf("hello, world\n");
    return 0;
}
// expect stdout: hello, world

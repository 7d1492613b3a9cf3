// tests/cells/main_arguments.c - main with arguments
#include <stdio.h>
int main(int argc, char **argv)
{
    printf("%d %d\n", argc, argv[argc] == NULL);
}
// expect stdout: 1 1

// tests/cells/main_stdin_none.c - a program that reads to the end of no input
#include <stdio.h>
int main(int argc, char *argv[], char *envp[])
{
    printf("%d %d %d\n", argc, argv[argc] == NULL, envp[0] != NULL);
    return 0;
}
// expect stdout: 1 1 1

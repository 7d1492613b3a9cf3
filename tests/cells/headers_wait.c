// tests/cells/headers_wait.c - a child process and its status
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int status_of(int code)
{
    int status;
    pid_t child = fork();
    if (!child)
        _exit(code);
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
status_of(7)   // expect: 7

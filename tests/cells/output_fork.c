// tests/cells/output_fork.c - a forked child's output comes once
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
printf("before\n"); fflush(stdout);
pid_t child = fork();
if (child == 0) { printf("child\n"); fflush(stdout); _exit(3); }
int status; waitpid(child, &status, 0);
printf("%d\n", WEXITSTATUS(status));
// expect stdout: before
// expect stdout: child
// expect stdout: 3

// tests/cells/output_fork_exit.c - a forked child that exits ends itself only
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int n = 1;
pid_t child = fork();
if (child == 0) { n = 2; exit(5); }
int status; waitpid(child, &status, 0);
WEXITSTATUS(status) * 10 + n   // expect: 51

// tests/cells/profile_fork.c - A child that profiled code forks ends by itself; the profile is the parent's.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int double_of(int n) { return 2 * n; }
// ---
%%prun
int status;
pid_t child = fork();
if (child == 0) {
	printf("child %d\n", double_of(2));  // expect stdout: child 4
	exit(double_of(3));
}
waitpid(child, &status, 0);
printf("parent %d\n", WEXITSTATUS(status));  // expect stdout: parent 6
// expect display:  1 <any>{built-in fork}
// expect display:  1 <any>{built-in waitpid}
// expect display:  1 <any>{built-in printf}

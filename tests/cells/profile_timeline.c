// tests/cells/profile_timeline.c - --timeline records when calls were; the profile is as it would be
#include <stdlib.h>
void part(int n) { for (volatile int i = 0; i < n; i++) ; }
void work(void) { part(1000); part(2000); }
%prun --timeline -q -D order.prof work()
%prun -q -D plain.prof work()
// expect stdout: Profile stats marshalled to file 'order.prof'.
// expect stdout: Profile stats marshalled to file 'plain.prof'.
// ---
#include <stdio.h>
// Calls in time stand at the file's end, 20 bytes each.
long length(const char *path) {
    FILE *file = fopen(path, "rb");
    fseek(file, 0, SEEK_END);
    long len = ftell(file);
    fclose(file);
    return len;
}
length("order.prof") - length("plain.prof") >= 3 * 20 - 10
// expect: 1
// ---
%prun --timeline -R 2 work()
// expect display:         2 <any>In[1]:2(part)
// expect display: Mean of 2 runs

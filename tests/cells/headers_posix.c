// tests/cells/headers_posix.c - pipes, pages, folders and files of the system
#include <unistd.h>
int ends[2];
pipe(ends)   // expect: 0
// ---
char got[6] = "";
write(ends[1], "hello", 5); read(ends[0], got, 5); got   // expect: "hello"
// ---
#include <sys/mman.h>
char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
page[10] = 'x'; page[10]   // expect: 'x'
// ---
#include <dirent.h>
DIR *dir = opendir("/"); struct dirent *entry = readdir(dir);
entry != NULL && closedir(dir) == 0   // expect: 1
// ---
#include <sys/stat.h>
struct stat st; stat("/", &st); S_ISDIR(st.st_mode)   // expect: 1

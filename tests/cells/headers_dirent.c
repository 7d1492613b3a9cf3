// tests/cells/headers_dirent.c - reading a folder
#include <dirent.h>
#include <string.h>
int has_entry(const char *folder, const char *name)
{
    DIR *dir = opendir(folder);
    int found = 0;
    for (struct dirent *entry; (entry = readdir(dir));)
        found |= !strcmp(entry->d_name, name);
    closedir(dir);
    return found;
}
has_entry("/", "usr")   // expect: 1

// base/cache.h - the user's folders for what is kept on disk and can be made again.
#ifndef CICLE_BASE_CACHE_H
#define CICLE_BASE_CACHE_H

#include "base/str.h"

// Appends the path of a folder of cicle's cache ("headers"), and makes it if it is not there:
// XDG_CACHE_HOME/cicle/NAME or ~/.cache/cicle/NAME, this user's alone. Returns -1 when there is no
// place for it, or when another user owns it or may write into it: what is read there is trusted.
int cache_folder(const char *name, struct str *path);

#endif

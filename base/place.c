// base/place.c - finds what stands beside the program.
#include "base/place.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"

char *place_include_dir(void)
{
	static const char *const folders[] = {"include", "../include"};
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	const char *here;

	if (len < 0)
		return NULL;
	self[len] = '\0';
	here = dirname(self);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		struct str folder = {0};
		size_t folder_len;

		str_printf(&folder, "%s/%s", here, folders[i]);
		folder_len = folder.len;
		str_puts(&folder, "/cicle.h");
		if (access(folder.data, R_OK) == 0) {
			str_cut(&folder, folder_len);
			return str_take(&folder);
		}
		str_release(&folder);
	}
	return NULL;
}

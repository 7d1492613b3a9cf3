// magics/match.h - the matches of a completion: each text once, in order of rank.
#ifndef CICLE_MAGICS_MATCH_H
#define CICLE_MAGICS_MATCH_H

#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

struct match {
	char *text; // owned
	const char *type;
	char *signature; // owned; NULL for what is no function
	uint64_t rank;   // lower comes first; equal ones by text
};

struct matches {
	const char *prefix; // borrowed: what a match begins with
	size_t prefix_len;
	struct match *items; // owned
	size_t cnt, cap;
};

// Adds a text that begins with the prefix; leaves out others. type is static. signature may be
// NULL, and is copied.
void matches_add(struct matches *matches, const char *text, size_t len, const char *type,
		 uint64_t rank, const char *signature);

// Gives the array that complete() gives, and frees what matches hold.
cJSON *matches_take(struct matches *matches);

// Adds the files of a folder whose name begins with the prefix. path: what was typed before the
// last '/', borrowed; folder: what it is relative to, NULL: the process's. suffixes: a
// NULL-terminated list of which a file's name must have one; NULL: all files.
void matches_add_files(struct matches *matches, const char *folder, const char *path,
		       size_t path_len, const char *const *suffixes);

// Adds the headers of the system's folders: path as in #include <sys/...
void matches_add_headers(struct matches *matches, const char *path, size_t path_len);

#endif

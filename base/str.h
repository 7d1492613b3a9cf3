// base/str.h - a byte string that grows.
//
// `struct str s = {0};` is an empty string. data is NUL-terminated as soon as anything was
// appended (NULL before that; str_text() is never NULL); len does not count the NUL.
#ifndef CICLE_BASE_STR_H
#define CICLE_BASE_STR_H

#include <stdarg.h>
#include <stddef.h>

struct str {
	char *data; // owned
	size_t len;
	size_t cap;
};

// Appends len bytes. bytes may be NULL when len is 0.
void str_add(struct str *s, const void *bytes, size_t len);

// Appends a NUL-terminated string.
void str_puts(struct str *s, const char *text);

// Appends one byte.
void str_putc(struct str *s, char c);

// Appends formatted text.
void str_printf(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void str_vprintf(struct str *s, const char *fmt, va_list args);

// Takes the first len (at most s->len) bytes away.
void str_drop(struct str *s, size_t len);

// Takes away what stands behind the first len (at most s->len) bytes.
void str_cut(struct str *s, size_t len);

// Empties the string and keeps its memory.
void str_clear(struct str *s);

// Frees the memory; the string is empty and usable afterwards.
void str_release(struct str *s);

// Gives the text, "" when empty. Borrowed: valid until the string changes.
const char *str_text(const struct str *s);

// Hands the text out (never NULL; the caller frees) and empties the string.
char *str_take(struct str *s);

#endif

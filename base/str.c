// base/str.c - a byte string that grows.
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

// What is shorter is formatted once: nearly all.
#define PRINTF_ROOM_BYTES 512

static void str_reserve(struct str *s, size_t extra)
{
	size_t need = s->len + extra + 1;

	if (need <= s->cap)
		return;
	s->cap = s->cap * 2 > need ? s->cap * 2 : need;
	s->data = mem_grow(s->data, s->cap, 1);
}

void str_add(struct str *s, const void *bytes, size_t len)
{
	str_reserve(s, len);
	if (len)
		memcpy(s->data + s->len, bytes, len);
	s->len += len;
	s->data[s->len] = '\0';
}

void str_puts(struct str *s, const char *text)
{
	str_add(s, text, strlen(text));
}

void str_putc(struct str *s, char c)
{
	str_add(s, &c, 1);
}

void str_vprintf(struct str *s, const char *fmt, va_list args)
{
	char room[PRINTF_ROOM_BYTES];
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(room, sizeof room, fmt, args);
	if (len >= (int)sizeof room) {
		str_reserve(s, (size_t)len);
		vsnprintf(s->data + s->len, (size_t)len + 1, fmt, again);
		s->len += (size_t)len;
	} else if (len > 0) {
		str_add(s, room, (size_t)len);
	}
	va_end(again);
}

void str_printf(struct str *s, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	str_vprintf(s, fmt, args);
	va_end(args);
}

void str_drop(struct str *s, size_t len)
{
	if (!len)
		return;
	s->len -= len;
	memmove(s->data, s->data + len, s->len + 1);
}

void str_cut(struct str *s, size_t len)
{
	s->len = len;
	if (s->data)
		s->data[len] = '\0';
}

void str_clear(struct str *s)
{
	s->len = 0;
	if (s->data)
		s->data[0] = '\0';
}

void str_release(struct str *s)
{
	free(s->data);
	*s = (struct str){0};
}

const char *str_text(const struct str *s)
{
	return s->data ? s->data : "";
}

char *str_take(struct str *s)
{
	char *text = s->data ? s->data : mem_strdup("");

	*s = (struct str){0};
	return text;
}

// profiler/name.c - makes any text safe as the name of a function or file in a profile.
#include "profiler/name.h"

#include <stdint.h>

// Decodes the UTF-8 sequence at s (NUL-terminated) into *cp. Returns its length, 0 when the
// bytes are no UTF-8: stray or missing continuation, overlong form, surrogate, above U+10FFFF.
static size_t decode(const unsigned char *s, uint32_t *cp)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len = s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;

	if (len == 0 || s[0] > 0xF4)
		return 0;
	*cp = len == 1 ? s[0] : s[0] & (0xFFu >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0;
		*cp = *cp << 6 | (s[i] & 0x3Fu);
	}
	if (*cp < least[len] || *cp > 0x10FFFF || (*cp >= 0xD800 && *cp <= 0xDFFF))
		return 0;
	return len;
}

// Appends the escape of a character that must not stand as it is. Returns 0 when it may.
static int escape(struct str *out, uint32_t cp)
{
	if (cp == '\n')
		str_puts(out, "\\n");
	else if (cp == '\t')
		str_puts(out, "\\t");
	else if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
		str_printf(out, "\\x%02x", (unsigned)cp);
	else if (cp == 0x2028 || cp == 0x2029)
		str_printf(out, "\\u%04x", (unsigned)cp);
	else
		return 0;
	return 1;
}

void name_safe(struct str *out, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	while (*at) {
		uint32_t cp = 0;
		size_t len = decode(at, &cp);

		if (len == 0) {
			str_printf(out, "\\x%02x", *at++);
			continue;
		}
		if (!escape(out, cp))
			str_add(out, at, len);
		at += len;
		if (cp == '<' && (*at == '/' || *at == '!'))
			str_putc(out, '\\');
	}
}

// base/text.h - puts text of unknown origin safely into HTML, JSON and terminals.
//
// What goes in is bytes; what comes out is always valid UTF-8: each byte that belongs to no
// valid sequence becomes U+FFFD.
#ifndef CICLE_BASE_TEXT_H
#define CICLE_BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

// Reads the code point at the start of len (> 0) bytes of UTF-8 and gives the bytes it takes.
// A byte that opens no valid sequence (overlong forms, surrogates and values above U+10FFFF
// count as invalid) is taken alone as U+FFFD.
size_t text_decode(const char *bytes, size_t len, uint32_t *code_point);

// Appends text as valid UTF-8.
void text_utf8(struct str *out, const char *text);

// Appends text as valid UTF-8 that does nothing but show: of control characters only tab, newline
// and the \r before a newline stay; the others, ESC among them, become their pictures (U+241B), and
// what changes the direction of writing or belongs to a terminal's C1 set becomes U+FFFD.
void text_visible(struct str *out, const char *text);

// Appends text as text_visible() does, but lets the colours pass that our own messages have.
void text_terminal(struct str *out, const char *text);

// Appends text without the sequences that set a terminal's colours ("\033[31m").
void text_plain(struct str *out, const char *text);

// Appends text for an HTML element's content or a quoted attribute's value. Control characters
// other than tab and newline become U+FFFD.
void text_html_escape(struct str *out, const char *text);

// Appends text as a JSON string, quotes included, that may also stand in a <script> element:
// `<`, `>`, `&` and the line separators U+2028 and U+2029 are written as \uXXXX.
void text_json_escape(struct str *out, const char *text);

// Gives a number that texts are told apart by (FNV-1a). Not safe against who wants two to be alike.
uint64_t text_hash(const char *text);

#endif

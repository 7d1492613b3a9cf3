// jit/read/splice.h - words that a backslash and a newline cut in two.
#pragma once

// Moves what continues a word, number or operator on the next line up to where it began, before
// the backslash: in place, so that every line keeps its number. C's second phase of translation
// takes backslash and newline away (C11 5.1.1.2), so the text means the same.
void splice_words(char *text);

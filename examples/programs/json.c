// json.c - reads JSON into a tree, answers questions about it and writes it again.
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum type { NUL, BOOLEAN, NUMBER, STRING, ARRAY, OBJECT };

struct value {
	enum type type;
	char *key; // of a member
	union {
		bool boolean;
		double number;
		char *string;
		struct value *first; // of an array's items or an object's members
	};
	struct value *next;
};

struct reader {
	const char *start, *at;
	const char *error;
};

static struct value *read_value(struct reader *reader);

static struct value *fail(struct reader *reader, const char *error)
{
	if (!reader->error)
		reader->error = error;
	return NULL;
}

static void skip_space(struct reader *reader)
{
	while (isspace((unsigned char)*reader->at))
		reader->at++;
}

static bool take(struct reader *reader, char c)
{
	skip_space(reader);
	if (*reader->at != c)
		return false;
	reader->at++;
	return true;
}

static struct value *new_value(enum type type)
{
	struct value *value = calloc(1, sizeof *value);

	if (!value)
		abort();
	value->type = type;
	return value;
}

static void free_value(struct value *value)
{
	while (value) {
		struct value *next = value->next;

		if (value->type == STRING)
			free(value->string);
		if (value->type == ARRAY || value->type == OBJECT)
			free_value(value->first);
		free(value->key);
		free(value);
		value = next;
	}
}

// string: '"' (character | '\' character)* '"'
static char *read_string(struct reader *reader)
{
	static const char letters[] = "nrtbf", meant[] = "\n\r\t\b\f";
	char *text, *out;

	if (!take(reader, '"'))
		return (char *)fail(reader, "a string is missing");
	out = text = malloc(strlen(reader->at) + 1);
	if (!text)
		abort();
	while (*reader->at && *reader->at != '"') {
		char c = *reader->at++;
		const char *letter;

		if (c == '\\' && *reader->at) {
			c = *reader->at++;
			letter = strchr(letters, c);
			c = letter ? meant[letter - letters] : c;
		}
		*out++ = c;
	}
	*out = 0;
	if (!take(reader, '"'))
		fail(reader, "a string does not end");
	return text;
}

// array: '[' [value (',' value)*] ']'      object: '{' [string ':' value (',' ...)*] '}'
static struct value *read_list(struct reader *reader, enum type type, char close)
{
	struct value *list = new_value(type), **last = &list->first;

	if (take(reader, close))
		return list;
	do {
		char *key = type == OBJECT ? read_string(reader) : NULL;

		if (type == OBJECT && !take(reader, ':'))
			fail(reader, "a colon is missing");
		*last = reader->error ? NULL : read_value(reader);
		if (!*last) {
			free(key);
			break;
		}
		(*last)->key = key;
		last = &(*last)->next;
	} while (take(reader, ','));
	if (!take(reader, close))
		fail(reader, type == ARRAY ? "an array does not end" : "an object does not end");
	return list;
}

static struct value *read_word(struct reader *reader)
{
	static const char *const words[] = {"null", "false", "true"};
	struct value *value;
	char *end;
	double number = strtod(reader->at, &end);

	if (end != reader->at) {
		reader->at = end;
		value = new_value(NUMBER);
		value->number = number;
		return value;
	}
	for (int i = 0; i < 3; i++)
		if (!strncmp(reader->at, words[i], strlen(words[i]))) {
			reader->at += strlen(words[i]);
			value = new_value(i ? BOOLEAN : NUL);
			value->boolean = i == 2;
			return value;
		}
	return fail(reader, "a value is missing");
}

static struct value *read_value(struct reader *reader)
{
	skip_space(reader);
	if (take(reader, '['))
		return read_list(reader, ARRAY, ']');
	if (take(reader, '{'))
		return read_list(reader, OBJECT, '}');
	if (*reader->at == '"') {
		struct value *value = new_value(STRING);

		value->string = read_string(reader);
		return value;
	}
	return read_word(reader);
}

static void write_value(const struct value *value)
{
	if (value->key)
		printf("\"%s\":", value->key);
	switch (value->type) {
	case NUL:
		printf("null");
		break;
	case BOOLEAN:
		printf("%s", value->boolean ? "true" : "false");
		break;
	case NUMBER:
		printf("%.15g", value->number);
		break;
	case STRING:
		printf("\"%s\"", value->string);
		break;
	case ARRAY:
	case OBJECT:
		putchar(value->type == ARRAY ? '[' : '{');
		for (const struct value *v = value->first; v; v = v->next) {
			write_value(v);
			if (v->next)
				putchar(',');
		}
		putchar(value->type == ARRAY ? ']' : '}');
	}
}

int main(void)
{
	static const char *const texts[] = {
	    "{\"name\": \"Ada\", \"born\": 1815, \"tags\": [\"a\", \"b\\\"c\", []], \"x\": {}}",
	    "[1, -2.5e3, true, false, null, [[[1]]], \"line\\tbreak\"]",
	    "  3.25  ",
	    "[1, 2",
	    "{\"a\" 1}",
	    "[1, oops]",
	    "\"open",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct reader reader = {texts[i], texts[i], NULL};
		struct value *value = read_value(&reader);

		if (reader.error) {
			printf("%s at %td\n", reader.error, reader.at - reader.start);
		} else {
			write_value(value);
			putchar('\n');
		}
		free_value(value);
	}
	return 0;
}

// expression.c - a calculator: recursive descent, variables, functions from a table, and error
// places.
#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct function {
	const char *name;
	int arity;
	union {
		double (*one)(double);
		double (*two)(double, double);
	};
};

static const struct function functions[] = {
    {"sqrt", 1, {.one = sqrt}},   {"abs", 1, {.one = fabs}}, {"floor", 1, {.one = floor}},
    {"hypot", 2, {.two = hypot}}, {"max", 2, {.two = fmax}}, {"pow", 2, {.two = pow}},
};

static double variables[26];
static const char *start, *at;
static const char *message;
static jmp_buf failed;

static double expression(void);

static _Noreturn void fail(const char *what)
{
	message = what;
	longjmp(failed, 1);
}

static char peek(void)
{
	while (isspace((unsigned char)*at))
		at++;
	return *at;
}

static int take(char c)
{
	return peek() == c ? at++ != NULL : 0;
}

static void need(char c)
{
	if (!take(c))
		fail(c == ')' ? "')' is missing" : c == '(' ? "'(' is missing" : "',' is missing");
}

// call: name '(' expression [',' expression] ')'
static double call(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		const struct function *f = &functions[i];
		double a, b;

		if (strlen(f->name) != len || memcmp(f->name, name, len) != 0)
			continue;
		need('(');
		a = expression();
		if (f->arity == 2)
			need(',');
		b = f->arity == 2 ? expression() : 0;
		need(')');
		return f->arity == 2 ? f->two(a, b) : f->one(a);
	}
	at = name;
	fail("unknown function");
}

// primary: number | letter | call | '(' expression ')' | '-' primary
static double primary(void)
{
	char c = peek(), *end;
	double value;

	if (take('-'))
		return -primary();
	if (take('(')) {
		value = expression();
		need(')');
		return value;
	}
	if (isalpha((unsigned char)c)) {
		const char *name = at;

		while (isalpha((unsigned char)*at))
			at++;
		return at - name == 1 ? variables[*name - 'a'] : call(name, (size_t)(at - name));
	}
	value = strtod(at, &end);
	if (end == at)
		fail("a number is missing");
	at = end;
	return value;
}

// power: primary ['^' power]
static double power(void)
{
	double base = primary();

	return take('^') ? pow(base, power()) : base;
}

// term: power (('*' | '/' | '%') power)*
static double term(void)
{
	double value = power();

	for (;;) {
		if (take('*')) {
			value *= power();
		} else if (peek() == '/' || peek() == '%') {
			char operator= * at++;
			double divisor = power();

			if (divisor == 0)
				fail("division by zero");
			value = operator== '/' ? value / divisor : fmod(value, divisor);
		} else {
			return value;
		}
	}
}

// expression: term (('+' | '-') term)*
static double expression(void)
{
	double value = term();

	for (;;)
		if (take('+'))
			value += term();
		else if (take('-'))
			value -= term();
		else
			return value;
}

// line: [letter '='] expression
static double line(const char *text)
{
	bool is_assignment = islower((unsigned char)text[0]) && !strncmp(text + 1, " =", 2);
	double value;

	start = text;
	at = is_assignment ? text + 3 : text;
	value = expression();
	if (peek())
		fail("something is left over");
	if (is_assignment)
		variables[*text - 'a'] = value;
	return value;
}

// Returns 1 for a line that is wrong, else 0.
static int evaluate(const char *text)
{
	if (setjmp(failed)) {
		printf("%-28s error at %d: %s\n", text, (int)(at - start), message);
		return 1;
	}
	printf("%-28s %.10g\n", text, line(text));
	return 0;
}

int main(void)
{
	static const char *const lines[] = {
	    "1 + 2 * 3",        "(1 + 2) * 3", "2 ^ 3 ^ 2",
	    "-2 ^ 2",           "10 / 4 - 1",  "17 % 5",
	    "x = sqrt(2)",      "y = x * x",   "hypot(3, 4) + max(x, y)",
	    "pow(2, abs(-10))", "floor(-2.5)", "1 +",
	    "(1 + 2",           "3 / (x - x)", "2 3",
	    "nothing(1)",       "max(1)",      "1e3 + 0x10",
	};
	int wrong = 0;

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		wrong += evaluate(lines[i]);
	return wrong;
}

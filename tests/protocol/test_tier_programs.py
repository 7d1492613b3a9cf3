# tests/protocol/test_tier_programs.py - generated programs give the same results at both tiers.
"""Each program is several functions, one per cell, that call those before them: integers of all
sizes, signed and unsigned, that overflow; doubles; structs by value and by address; arrays; static
locals; pointers to functions. Its results at tier tcc are those at tier cc. No program depends on
the order in which operands are evaluated, which C leaves open."""

import random

import pytest

from test_tier import WAIT_S, cache, optimised, start  # noqa: F401 (fixtures)

TYPES = ["int", "unsigned", "long", "unsigned char", "short", "signed char", "unsigned long"]
HEAD = """struct pair { int a; long b; };
struct big { double d[3]; int n; };
unsigned table[16];
double floats[8];
struct pair pairs[4];
int (*chosen)(int, int);"""


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.functions = []

    def integer(self, depth, names):
        pick = self.random.choice
        if depth == 0:
            return pick([*names, *names, str(self.random.randrange(-300, 70000)), "0x7fffffff"])
        a, b = self.integer(depth - 1, names), self.integer(depth - 1, names)
        forms = [
            f"({a} {pick('+-*&|^')} {b})",
            f"({a} {pick('+-*&|^')} {b})",
            f"({a} / ((({b}) & 4095) + 1))",
            f"({a} {pick(['<<', '>>'])} (({b}) & 7))",
            f"(({pick(TYPES)})({a}) {pick(['<', '>', '==', '!='])} ({b}))",
            f"(({a}) ? {b} : {self.integer(0, names)})",
            f"(({pick(TYPES)})({a}))",
            f"table[({a}) & 15]",
            f"pairs[({a}) & 3].{pick('ab')}",
            f"(floats[({a}) & 7] > {pick([-2.5, 0, 100.25])})",
        ]
        return pick(forms)

    def statement(self, names):
        pick = self.random.choice
        a, b = self.integer(2, names), self.integer(2, names)
        if self.functions and self.random.random() < 0.3:
            return f"{pick('xyz')} = {pick(self.functions)}((int)({a}), (int)({b}));"
        return pick(
            [
                f"x = {a};",
                f"y += {b};",
                f"table[({a}) & 15] = {b};",
                f"floats[({a}) & 7] = ({b}) * 0.37 + floats[({a}) & 7] * 0.5;",
                f"pairs[({a}) & 3].{pick('ab')} ^= {b};",
                f"for (int i = 0; i < {pick([3, 8, 17])}; i++) {{ z += x * i ^ ({b}); table[i & 15] += z; }}",
                f"for (int i = 0; i < 8; i++) floats[i] += (double)(x ^ i) / (i + 3);",
                f"if ({a}) y = {b}; else x ^= y;",
                f"{{ struct pair p = pairs[x & 3]; p.a += y; pairs[y & 3] = p; }}",
                f"{{ struct big g = {{{{floats[1], 2.5, x}}, y}}; g.d[x & 1] *= 3; floats[2] = g.d[0] + g.n; }}",
                f"switch (({a}) & 3) {{ case 0: x++; break; case 1: y--; case 2: z ^= x; }}",
            ]
        )

    def function(self, number):
        name = f"f{number}"
        names = ["x", "y", "z"]
        kinds = [self.random.choice(TYPES) for _ in range(2)]
        lines = [
            f"int {name}(int a, int b)",
            "{",
            "\tstatic unsigned calls;",
            f"\t{kinds[0]} x = a;",
            f"\t{kinds[1]} y = b;",
            "\tlong z = calls++ & 3;",
            *[f"\t{self.statement(names)}" for _ in range(6)],
        ]
        if self.functions:
            lines.append(f"\tif (calls < 40) {{ chosen = {self.random.choice(self.functions)}; z += chosen(x, y); }}")
        lines += [f"\treturn (int)({self.integer(2, names)}) + (int)z;", "}"]
        self.functions.append(name)
        return "\n".join(lines)


RESULT = """{{
	unsigned long sum = 0;
	for (int i = 0; i < 16; i++) table[i] = i * 2654435761u;
	for (int i = 0; i < 8; i++) floats[i] = i * 1.25 - 3;
	for (int i = 0; i < 4; i++) pairs[i] = (struct pair){{i - 2, i * 1000003L}};
	for (int i = 0; i < 30; i++) sum = sum * 31 + (unsigned){last}(i * 7919 - 60000, i << 20);
	for (int i = 0; i < 16; i++) sum = sum * 31 + table[i];
	for (int i = 0; i < 4; i++) sum = sum * 31 + pairs[i].a + pairs[i].b;
	printf("%lu", sum);
	for (int i = 0; i < 8; i++) printf(" %a", floats[i]);
	puts("");
}}"""


def results(kernel, cells, last, prepare):
    for cell in cells:
        assert kernel.run(cell).reply["status"] == "ok", cell
    prepare(kernel)
    outcome = kernel.run(RESULT.format(last=last), timeout_s=WAIT_S)
    assert outcome.reply["status"] == "ok", outcome.reply
    return outcome.text()


@pytest.mark.parametrize("seed", range(8))
def test_both_tiers_agree(start, seed):  # noqa: F811 (the fixture)
    program = Program(seed)
    cells = ["#include <stdio.h>", HEAD, *(program.function(i) for i in range(6))]
    at_tcc = results(start(), cells, "f5", lambda kernel: kernel.run("%jit off"))
    kernel = start()
    at_cc = results(kernel, cells, "f5", optimised)
    assert at_cc == at_tcc, "\n----\n".join(cells)
    assert " cc " in kernel.run("%tier f5").text()

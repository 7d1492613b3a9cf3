# tests/protocol/test_locals.py - the locals in tracebacks are what the functions had.
"""Functions are made up, with names that hide others, and print what is visible before they fail."""

import random
import re
import signal
import time

import pytest

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
LOCAL = re.compile(r"(\w+) = (\{[^}]*\}|<[^>]*>|[^,\n]+)")
FORMATS = {"int": "%d", "short": "%d", "long": "%ld", "double": "%g", "unsigned char": "%d"}
SETUP = """#include <stdio.h>
#include <stdlib.h>
#include <string.h>
volatile int zero = 0, one = 1;
int once;
int *volatile bad = NULL;"""
FAILURES = ("*bad = 1;", "abort();", "zero = 1 / zero;", "zero = strlen((char *)bad);")
HARMLESS = (
    "zero = 0;",
    "if (zero) return 3;",
    "if (zero) { int a = 4; return a; }",
    "do { long b = 3; if (b) break; } while (zero);",
)


class Writer:
    """Writes one function. A scope is a dict of names: (is an array, type)."""

    def __init__(self, number, seed, qualifier):
        self.random = random.Random(seed * 1000 + number)
        self.number = number
        self.qualifier = qualifier
        self.last = 0
        self.label = 0

    def declaration(self, scopes):
        name = self.random.choice("abcde")
        if name in scopes[-1]:
            return ""
        kind = self.random.choice(list(FORMATS))
        is_array = self.random.random() < 0.15
        self.last = (self.last + 1) % 90
        scopes[-1][name] = (is_array, kind)
        items = f"[3] = {{{self.last}, {self.last + 1}, {self.last + 2}}}"
        return f"{self.qualifier}{kind} {name}{items if is_array else f' = {self.last}'};\n"

    def failure(self, scopes):
        visible = {name: what for scope in scopes for name, what in scope.items()}
        text = ""
        for name, (is_array, kind) in visible.items():
            form = FORMATS[kind]
            if is_array:
                items = ", ".join(f"{name}[{i}]" for i in range(3))
                text += f'printf("{name}={{{form}, {form}, {form}}};", {items});\n'
            else:
                text += f'printf("{name}={form};", {name});\n'
        return text + "fflush(stdout);\n" + self.random.choice(FAILURES) + "\n"

    def block(self, scopes, depth, fails, head=None):
        scopes = [*scopes, *([head] if head else []), {}]
        cnt = self.random.randint(1, 4)
        failing = self.random.randrange(cnt) if fails else -1
        text = ""
        for i in range(cnt):
            while self.random.random() < 0.5:
                text += self.declaration(scopes)
            text += self.statement(scopes, depth, i == failing)
        while self.random.random() < 0.4:
            text += self.declaration(scopes)
        return "{\n" + text + "}"

    def statement(self, scopes, depth, fails):
        if depth > 4 or self.random.random() < 0.2:
            return self.failure(scopes) if fails else self.random.choice(HARMLESS) + "\n"
        kind = self.random.randrange(7)
        if kind == 0:
            name = self.random.choice("abcde")
            body = self.block(scopes, depth + 1, fails, {name: (False, "int")})
            start = self.random.randint(0, 2)
            return f"for ({self.qualifier}int {name} = {start}; {name} < 3; {name}++) {body}\n"
        body = self.block(scopes, depth + 1, fails)
        other = self.block(scopes, depth + 1, False)
        self.label += 1
        return (
            "",
            f"if (one) {body}",
            f"if (zero) {other} else {body}",
            f"once = 0;\nwhile (once++ < 1) {body}",
            f"do {body} while (zero);",
            f"switch (one) {{\ncase 0: {other} break;\ncase 1: {body} break;\ndefault: ;\n}}",
            f"if (one) goto l{self.label};\n{other}\nl{self.label}: {body}",
        )[kind] + "\n"

    def text(self):
        parameters = {"p": (False, "int"), "q": (False, "double")}
        body = self.block([parameters], 0, True)
        return (
            f"int f{self.number}({self.qualifier}int p, {self.qualifier}double q)\n"
            f"{{\nonce = 0;\n{body}\nreturn 0;\n}}"
        )


def numbers(text):
    return [float(number) for number in re.findall(r"-?[\d.]+", text)]


def locals_of(outcome):
    text = COLOUR.sub("", "\n".join(outcome.reply["traceback"]))
    lines = [line for line in text.split("\n") if re.match(r"    \w+ = ", line)]
    return dict(LOCAL.findall("\n".join(lines)))


@pytest.mark.parametrize("tier, qualifier, cnt", [("tcc", "", 30), ("cc", "volatile ", 6)])
def test_truth(start_kernel, monkeypatch, tier, qualifier, cnt):
    monkeypatch.setenv("CICLE_TIER", tier)
    kernel = start_kernel()
    kernel.run(SETUP, 60)
    told_cnt = 0
    for number in range(cnt):
        text = Writer(number, 7, qualifier).text()
        kernel.run(text, 60)
        outcome = kernel.run(f"f{number}({number}, {number}.5)", 60)
        if outcome.reply["status"] == "ok":
            continue  # gcc needs no load whose value nobody uses
        truth = dict(part.split("=") for part in outcome.text().split(";") if part)
        told = {k: v for k, v in locals_of(outcome).items() if v != "<optimized out>"}
        assert {k: numbers(v) for k, v in told.items()} == {
            k: numbers(truth.get(k, "?")) for k in told
        }, text
        assert tier == "cc" or told.keys() == truth.keys(), text
        told_cnt += len(told)
    assert told_cnt > (2 * cnt if tier == "tcc" else 2)


def interrupt(kernel, msg_id, delay_s=0.3):
    time.sleep(delay_s)
    kernel.process.send_signal(signal.SIGINT)
    return kernel.finish(msg_id)


def test_interrupt_tells_how_far_a_loop_is(start_kernel):
    kernel = start_kernel()
    kernel.run("%jit off\n#include <unistd.h>\nvoid spin(int n) { for (long i = 0; n; i++) ; }\n"
               'int nap(int n) { char what[] = "zz"; sleep(n); return what[0]; }')
    told = locals_of(interrupt(kernel, kernel.start("spin(3)")))
    assert told["n"] == "3"
    assert int(told["i"]) > 1000
    assert locals_of(interrupt(kernel, kernel.start("nap(100)"))) == {"n": "100", "what": '"zz"'}
    assert int(locals_of(interrupt(kernel, kernel.start("for (long i = 0;; i++) ;")))["i"]) > 1000


def test_thread(start_kernel):
    kernel = start_kernel()
    kernel.run("#include <pthread.h>\n"
               "void *work(void *arg) { int k = *(int *)arg; int *p = 0; *p = k; return arg; }")
    outcome = kernel.run("int five = 5; pthread_t t; pthread_create(&t, 0, work, &five); "
                         "pthread_join(t, 0);")
    told = locals_of(outcome)
    assert told["k"] == "5"
    assert told["p"] == "NULL"


def test_damaged_stack(start_kernel):
    kernel = start_kernel()
    kernel.run("#include <string.h>\nint kept = 6;\n"
               "void smash(int n) { char b[8]; memset(b, 'A', n); }\n"
               "void lost(int n) { volatile int k = n; __asm__(\"movq $8, %rbp\"); "
               "*(volatile int *)0 = k; }")
    assert kernel.run("smash(200)").reply["ename"] == "SIGSEGV"
    outcome = kernel.run("lost(3)")
    assert outcome.reply["ename"] == "SIGSEGV"
    assert locals_of(outcome) == {}
    assert kernel.run("kept").value == "6"

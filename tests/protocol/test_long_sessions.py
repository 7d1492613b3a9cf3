# tests/protocol/test_long_sessions.py - what is left of a session's many cells.
"""Counts rather than memory: a unit that is kept costs a page and its text."""

import re
import subprocess

import pytest

# More than the units of statements that the runner keeps (jit/runner/compile.c).
MANY = 300


def kept_units(kernel):
    return int(re.search(r"units kept +(\d+)", kernel.run("%cache").text())[1])


def run_many(kernel, text):
    for i in range(MANY):
        outcome = kernel.run(text.replace("NUMBER", str(i)))
        assert outcome.reply["status"] == "ok"


def test_statements_of_old_cells_are_dropped(kernel):
    kernel.run("int count;")
    run_many(kernel, "count = NUMBER;")
    before = kept_units(kernel)
    run_many(kernel, "count += NUMBER;")
    run_many(kernel, "int made = NUMBER;")
    run_many(kernel, "%timeit -n 1 -r 1 count += NUMBER")
    assert kept_units(kernel) == before
    assert kernel.run("count").value is not None


def test_their_text_runs_again(kernel):
    kernel.run("int count = 5;")
    assert kernel.run("count *= 2;\ncount").value == "10"
    run_many(kernel, "count += NUMBER - NUMBER;")
    assert kernel.run("count *= 2;\ncount").value == "20"
    error = kernel.run("int zero = 0;\ncount / zero").reply
    assert error["ename"] == "SIGFPE"
    run_many(kernel, "count += NUMBER - NUMBER;")
    again = kernel.run("int zero = 0;\ncount / zero").reply
    assert again["ename"] == "SIGFPE"
    assert ">\x1b[0m    2 | count / zero" in "\n".join(again["traceback"])


def test_what_they_left_behind_stays(kernel):
    kernel.run("""#include <stdio.h>
#include <stdlib.h>
const char *text = "a literal";
int (*print)(const char *) = puts;
const int *numbers = (const int[]){1, 2, 3};
int *kept;
int twice(int n) { return 2 * n; }
int (*function)(int) = twice;
static double half = 0.5;""")
    kernel.run("text = \"another literal\";")
    kernel.run("{ static int own = 41; kept = &own; }")
    kernel.run("print = puts;")
    run_many(kernel, "{ static int own = NUMBER; own++; half *= 1.0 + NUMBER - NUMBER; }")
    assert kernel.run("text").value == '"another literal"'
    assert kernel.run("++*kept").value == "42"
    assert kernel.run("function(4)").value == "8"
    assert kernel.run("half").value == "0.5"
    assert kernel.run('print("printed");').text() == "printed\n"


def test_functions_outlive_the_cell_that_ran_them(kernel):
    """Pages of statements lie between those of functions, and are used again."""
    for i in range(40):
        kernel.run(f"int f{i}(int n) {{ return n + {i}; }}")
        kernel.run(f"f{i}({i});")
    kernel.run("int sum;")
    run_many(kernel, "sum += f7(NUMBER);")
    calls = " + ".join(f"f{i}(1)" for i in range(40))
    assert kernel.run(calls).value == str(sum(range(40)) + 40)


def test_a_thread_of_an_old_cell_goes_on(kernel):
    kernel.run("""#include <pthread.h>
#include <unistd.h>
volatile int rounds, is_over;
void *go_round(void *arg)
{
    while (!is_over) {
        rounds++;
        usleep(100);
    }
    return arg;
}
pthread_t thread;""")
    kernel.run("pthread_create(&thread, NULL, go_round, NULL);")
    run_many(kernel, "rounds += NUMBER - NUMBER;")
    before = int(kernel.run("rounds").value)
    kernel.run("usleep(200000);")
    assert int(kernel.run("rounds").value) > before
    assert kernel.run("is_over = 1;\npthread_join(thread, NULL)").value == "0"


@pytest.mark.parametrize("variable", ["CICLE_GDB", "CICLE_PERF_MAP"])
def test_debuggers_follow(start_kernel, monkeypatch, variable):
    """perf reads addresses when all is over: none may mean two units."""
    monkeypatch.setenv(variable, "1")
    kernel = start_kernel()
    kernel.run("int count;\nint twice(int n) { return 2 * n; }")
    run_many(kernel, "count = twice(NUMBER);")
    assert (kept_units(kernel) > MANY) == (variable == "CICLE_PERF_MAP")
    assert kernel.run("count").value == str(2 * (MANY - 1))


def test_the_last_hundred_profiles_stay(kernel):
    kernel.run("int twice(int n) { return 2 * n; }")
    kernel.run("%prun -n first twice(0)")
    for i in range(110):
        kernel.run(f"%prun twice({i})")
    listed = kernel.run("%profile list").text().splitlines()
    assert [int(line.split()[0]) for line in listed] == [1, *range(12, 112)]
    assert "twice(10)" in listed[1] and "(first)" in listed[0]
    assert kernel.run("%profile show 12").reply["status"] == "ok"
    assert "there is no profile '11'" in kernel.run("%profile show 11").reply["evalue"]
    assert kernel.run("%profile show first").reply["status"] == "ok"


def test_old_statements_are_left_out_of_the_export(kernel, tmp_path):
    """Definitions stay, and so do the lines that a traceback shows of them."""
    kernel.run("int count;\n\nint divide(int n)\n{\n    return 10 / n;\n}")
    for i in range(2200):
        assert kernel.run(f"count = {i};").reply["status"] == "ok"
    fault = "\n".join(kernel.run("divide(count - count)").reply["traceback"])
    assert "return 10 / n;" in fault and "divide(count - count)" in fault
    file = tmp_path / "all.c"
    assert kernel.run(f"%export {file}").reply["status"] == "ok"
    text = file.read_text(encoding="utf-8")
    assert re.search(r"// the statements of \d+ older cells are left out", text)
    assert "int divide(int n)" in text and "count = 2199;" in text
    assert "count = 3;" not in text
    subprocess.run(["gcc", "-o", tmp_path / "all", file], check=True, timeout=60)

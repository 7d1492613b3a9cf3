# tests/protocol/test_limits.py - cells over a limit end with a clear error, and the session stays.

import os

import pytest

SETUP = """#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int marker = 42;"""
EAT = "for (int i = 0; i < 3000; i++) { char *p = malloc(1 << 20); memset(p, 1, 1 << 20); usleep(200); }"

CELLS = {
    "time": ("time=400ms", "for (;;);", "TimeLimitError", "took too long (%limit time=400ms)"),
    "time_asleep": ("time=0.4s", "sleep(100);", "TimeLimitError", "%limit time=400ms"),
    "time_ignoring": ("time=400ms", "signal(SIGINT, SIG_IGN); for (;;);", "TimeLimitError", "time="),
    "memory": ("mem=200M", EAT, "MemoryLimitError", "%limit mem=200M"),
    "memory_of_child": ("mem=200M", "if (!fork()) {" + EAT + "sleep(100); } sleep(100);",
                        "MemoryLimitError", "%limit mem=200M"),
    "output": ("out=100K", 'for (;;) puts("more and more");', "OutputLimitError", "out=100K"),
    "processes": ("procs=10", "for (int i = 0; i < 30; i++) if (!fork()) { sleep(100); _exit(0); } sleep(100);",
                  "ProcessLimitError", "procs=10"),
}


@pytest.fixture(scope="module")
def session(kernel):
    assert kernel.run(SETUP, 30).reply["status"] == "ok"
    return kernel


@pytest.mark.parametrize("name", CELLS)
def test_cell_over_a_limit(session, name):
    limits, code, ename, words = CELLS[name]
    outcome = session.run(f"%%limit {limits}\n{code}", 30)
    assert outcome.reply["ename"] == ename
    assert words in outcome.reply["evalue"]
    assert "In[" in outcome.reply["traceback"][0]
    assert len(outcome.text()) <= 100 * 1024 or name != "output"
    assert session.run("marker").value == "42"


def test_limits_of_the_notebook(start_kernel):
    kernel = start_kernel()
    assert kernel.run("%limit").text() == "none\n"
    assert kernel.run("%limit time=0.3s mem=2G").text() == "time=300ms mem=2G\n"
    assert kernel.run("for (;;);").reply["ename"] == "TimeLimitError"
    assert kernel.run("%limit mem=off").text() == "time=300ms\n"
    assert kernel.run("%limit off").text() == "none\n"
    assert kernel.run("#include <unistd.h>\nusleep(500000);").reply["status"] == "ok"


@pytest.mark.parametrize("text", ("time=", "time=-3s", "mem=1X", "speed=3", "time=nan"))
def test_wrong_limits(session, text):
    reply = session.run(f"%limit {text}").reply
    assert reply["ename"] == "UsageError"
    assert text.split("=")[0] in reply["evalue"]


def test_ceiling(start_kernel, monkeypatch):
    monkeypatch.setenv("CICLE_LIMIT", "time=0.4s")
    kernel = start_kernel()
    assert "not to be raised above: time=400ms" in kernel.run("%limit off").text()
    for cell in ("for (;;);", "%limit time=1h", "%%limit time=1h\nfor (;;);", "for (;;);"):
        outcome = kernel.run(cell)
        assert outcome.reply.get("ename", "TimeLimitError") == "TimeLimitError"
        assert (outcome.reply["status"] == "error") == ("for" in cell)


def test_memory_under_a_limit_is_the_cells_own(start_kernel):
    """What earlier cells have allocated does not end those after them."""
    session = start_kernel()
    session.run(SETUP)
    for cell in ("char *large = malloc(300 << 20); memset(large, 1, 300 << 20);",
                 "%%limit mem=200M\nusleep(300000);"):
        reply = session.run(cell).reply
        assert reply["status"] == "ok", reply
    session.run("free(large);")

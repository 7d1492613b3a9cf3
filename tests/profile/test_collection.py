# tests/profile/test_collection.py - profiles of cells that are stopped, in a real kernel.
import pathlib
import re
import sys

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "protocol"))

from client import PROGRAM, Kernel  # noqa: E402 (its folder is only known here)

CELLS = """\
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int values[4000];
int slow(const void *a, const void *b) { usleep(200); return *(int *)a - *(int *)b; }
void wait(void) { puts("waits"); fflush(stdout); for (;;) usleep(1000); }
void spin(void) { puts("spins"); fflush(stdout); for (;;) rand(); }
void sort(void) { puts("sorts"); fflush(stdout); for (;;) qsort(values, 4000, sizeof *values, slow); }
"""


@pytest.fixture(params=["", "//%cflags: -O2\n"], ids=["tcc", "gcc"])
def kernel(tmp_path, monkeypatch, request):
    monkeypatch.chdir(tmp_path)
    one = Kernel(PROGRAM, str(tmp_path))
    assert one.run(request.param + CELLS).reply["status"] == "ok"
    yield one
    one.stop()


def interrupted(kernel, code):
    """Runs code, interrupts it once it has printed something, and gives the profile's table."""
    msg_id = kernel.start(code)
    kernel.wait_for_output(msg_id)
    kernel.ask("interrupt_request", channel="control")
    outcome = kernel.finish(msg_id)
    assert outcome.reply["ename"] == "KeyboardInterrupt"
    (display,) = outcome.contents("display_data")
    return display["data"]["text/plain"]


def calls_of(table, name):
    match = re.search(rf"^ *(\d+)\S* .*[({{ ]{re.escape(name)}[)}}]$", table, re.MULTILINE)
    assert match, f"no {name} in\n{table}"
    return int(match[1])


@pytest.mark.parametrize("name, callee", [("wait", "usleep"), ("spin", "rand"), ("sort", "slow")])
def test_interrupt(kernel, name, callee):
    table = interrupted(kernel, f"%prun {name}();")
    assert calls_of(table, name) == 1
    assert calls_of(table, "puts") == 1
    assert calls_of(table, callee) > 0
    table = kernel.run('%prun puts("goes on");').contents("display_data")[0]["data"]["text/plain"]
    assert "3 function calls" in table

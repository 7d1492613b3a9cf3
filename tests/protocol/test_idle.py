# tests/protocol/test_idle.py - a kernel that has nothing to do takes no CPU time.
import os
import pathlib
import time

import pytest

QUIET_S = 1.5
TICKS_MAX = 0.3 * QUIET_S * os.sysconf("SC_CLK_TCK")
FUNCTION = "int square(int n) { return n * n; }\nsquare(3)"


def ticks(kernel):
    """The CPU time of the process so far."""
    fields = pathlib.Path(f"/proc/{kernel.process.pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@pytest.mark.parametrize("cells", [[], [FUNCTION], [FUNCTION, "%reset -f"], [FUNCTION, "%del square"],
                                   [FUNCTION, "*(volatile int *)0 = 1;"], [FUNCTION, "_Exit(3);"]])
def test_an_idle_kernel_sleeps(fresh, cells):
    for cell in cells:
        fresh.run(cell)
    time.sleep(1)  # what goes on in the background after a cell has begun
    before = ticks(fresh)
    time.sleep(QUIET_S)
    assert ticks(fresh) - before < TICKS_MAX


def switches(pid):
    """How often the threads of a process have slept so far."""
    statuses = pathlib.Path(f"/proc/{pid}/task").glob("*/status")
    return sum(int(text.split("\nvoluntary_ctxt_switches:")[1].split()[0])
               for text in (status.read_text() for status in statuses))


def test_nothing_wakes_up_in_an_idle_session(fresh):
    """No timer, no polling: a week of idling costs nothing."""
    fresh.run(FUNCTION)
    pids = [fresh.process.pid, int(fresh.run("#include <unistd.h>\ngetpid()").value)]
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:  # the optimiser and a checkpoint come after a cell
        before = [switches(pid) for pid in pids]
        time.sleep(QUIET_S)
        if [switches(pid) for pid in pids] == before:
            return
    raise AssertionError(f"{before} became {[switches(pid) for pid in pids]}")

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

# bench/interrupts.py - measures how soon a cell is over that is interrupted.
"""The time from SIGINT to idle, for each kind of cell that tests/protocol/test_interrupts.py knows, as
the median and the worst of several runs. 200 ms is what is promised. What a client has not read yet comes
before idle: `printing` measures this client."""

import os
import pathlib
import signal
import statistics
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests" / "protocol"))
os.environ.setdefault("CICLE_HISTORY", "")

from client import Kernel  # noqa: E402
from test_interrupts import CELLS, DOUBLING, OPENMP, SETUP  # noqa: E402

RUNS = 5
DELAY_S = 0.3


def measure(kernel, code):
    msg_id = kernel.start(code)
    time.sleep(DELAY_S)
    kernel.process.send_signal(signal.SIGINT)
    start = time.monotonic()
    kernel.finish(msg_id, 60)
    return (time.monotonic() - start) * 1e3


def main():
    program = os.environ.get("CICLE", str(TOP / "build" / "cicle"))
    with tempfile.TemporaryDirectory() as folder:
        kernel = Kernel(program, folder)
        kernel.run(SETUP, 60)
        kernel.run(OPENMP, 60)
        print(f"{'interrupted':24} {'median ms':>10} {'worst ms':>10}")
        for name, code in {**CELLS, "compiling": DOUBLING}.items():
            times = [measure(kernel, code) for _ in range(RUNS)]
            print(f"{name:24} {statistics.median(times):10.0f} {max(times):10.0f}")
        kernel.stop()


if __name__ == "__main__":
    main()

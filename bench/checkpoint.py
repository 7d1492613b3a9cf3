# bench/checkpoint.py - measures what checkpoints cost: off, auto and on, by the session's size.
"""CPU time per cell of all processes (kernel, runner, checkpoints and their ends), and the time until
idle. Cells come in a row, as "run all" sends them, or with pauses, as a person does; they define a
function and an object, or write to all of the session's memory."""

import os
import pathlib
import statistics
import sys
import tempfile
import time

from latency import BUILD, Kernel

SIZES_MB = (0, 16, 128)
MODES = ("off", "auto", "on")
ROW_RUNS = 100
PAUSE_RUNS = 25
PAUSE_S = 0.1
FRESH = """double wave{n}(double x) {{ return x * {n}; }}
double y{n} = wave{n}(0.5);
y{n}"""
WRITES = "memset(bytes, {n}, size);"
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def stat_of(pid):
    return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def family_of(pid):
    """The kernel and its children: the runner and its checkpoints."""
    found = [pid]
    for one in filter(str.isdigit, os.listdir("/proc")):
        try:
            if int(stat_of(one)[1]) == pid:
                found.append(int(one))
        except OSError:
            continue  # it has ended
    return found


def cpu_of(pid):
    """CPU seconds of the kernel, its children, and those that have ended."""
    total = sum(int(ticks) for ticks in stat_of(pid)[13:15]) * TICK_S
    for one in family_of(pid):
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                path = pathlib.Path(f"/proc/{one}/task/{task}/schedstat")
                total += int(path.read_text().split()[0]) / 1e9
        except OSError:
            continue
    return total


def measure(kernel, cell, runs, pause_s):
    """Gives CPU milliseconds per cell, and the median of the times until idle in milliseconds."""
    times = []
    for n in range(3):
        kernel.run(cell.format(n=n))
    time.sleep(0.2)
    before = cpu_of(kernel.process.pid)
    for n in range(3, runs + 3):
        times.append(kernel.run(cell.format(n=n))[0])
        time.sleep(pause_s)
    time.sleep(0.1)
    return (cpu_of(kernel.process.pid) - before) / runs * 1e3, statistics.median(times) * 1e3


def measure_one(folder, size_mb, mode, cell, runs, pause_s):
    kernel = Kernel([str(BUILD / "cicle"), "kernel"], folder)
    try:
        kernel.wait_subscribed()
        kernel.run(f"%checkpoint {mode}\n#include <stdlib.h>\n#include <string.h>\n"
                   f"size_t size = {size_mb << 20}; char *bytes = malloc(size + 1);\n"
                   "memset(bytes, 1, size);")
        return measure(kernel, cell, runs, pause_s)
    finally:
        kernel.close()


def main():
    kinds = (("in a row", FRESH, ROW_RUNS, 0), ("with pauses", FRESH, PAUSE_RUNS, PAUSE_S),
             ("writing to all", WRITES, PAUSE_RUNS, PAUSE_S))
    print(f"{'session':>8}  {'cells':14}  {'mode':4}  {'CPU a cell':>11}  {'ratio':>5}"
          f"  {'until idle':>10}  {'ratio':>5}")
    with tempfile.TemporaryDirectory() as folder:
        for size_mb in SIZES_MB:
            for name, cell, runs, pause_s in kinds:
                base = None
                for mode in MODES:
                    cpu_ms, idle_ms = measure_one(folder, size_mb, mode, cell, runs, pause_s)
                    base = base or (cpu_ms, idle_ms)
                    print(f"{size_mb:>5} MB  {name:14}  {mode:4}  {cpu_ms:>8.2f} ms"
                          f"  {cpu_ms / base[0]:>5.2f}  {idle_ms:>7.2f} ms"
                          f"  {idle_ms / base[1]:>5.2f}")
                    sys.stdout.flush()


if __name__ == "__main__":
    main()

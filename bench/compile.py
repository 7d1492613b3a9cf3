# bench/compile.py - what a new cell costs as a session grows, beside gcc and plain libtcc.
"""What cells that nobody has run before cost at three points of one session, and a cell that ran
before: the time from request to idle, and the CPU time of the two threads that do the work, the
kernel's and the runner's. Then the first use of four headers, the memory that a function takes, and
the same cell by plain libtcc and by gcc, in the same run.
"""

import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from latency import BUILD, Kernel

# Ten lines.
CELL = """#include <stdio.h>
#include <math.h>
double wave{n}(double x) {{
    double sum = 0;
    for (int i = 0; i < 3; i++)
        sum += sin(x + i);
    return sum + {n};
}}
char text{n}[40];
snprintf(text{n}, sizeof text{n}, "%g", wave{n}(0.5));"""

# The same as a file of its own.
GCC_CELL = """#include <stdio.h>
#include <math.h>
double wave{n}(double x) {{
    double sum = 0;
    for (int i = 0; i < 3; i++)
        sum += sin(x + i);
    return sum + {n};
}}
char text{n}[40];
void cell(void) {{ snprintf(text{n}, sizeof text{n}, "%g", wave{n}(0.5)); }}"""

FUNCTION = """int twice{n}(int x) {{
    int sum = x;
    for (int i = 0; i < 10; i++)
        sum += i * {n};
    return sum;
}}"""

HEADERS = """#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
sqrt(4)"""

# Cells of which the median is taken: from these on, so many.
POINTS = (10, 2_000, 10_000)
SAMPLE = 200
# CPU time is read after each batch, and of the batches the best counts: what else the machine does
# makes caches cold, and that is not the cells'.
BATCH = 10
RERUNS = 500
GCC_RUNS = 15
SESSIONS = 5
FUNCTIONS = 2_000


def ms(seconds):
    return statistics.median(seconds) * 1e3


def counts(kernel):
    """Gives what %cache says: {"units compiled": 1, ...}."""
    _, contents = kernel.run("%cache")
    text = "".join(
        json.loads(content)["text"] for header, content in contents if b'"stream"' in header
    )
    return {name.strip(): int(cnt) for name, cnt in re.findall(r"^(\D+?) +(\d+)", text, re.M)}


def workers(kernel):
    """Gives the main threads of the kernel and the runner."""
    pid = kernel.process.pid
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def cpu_s(pids):
    stats = (pathlib.Path(f"/proc/{pid}/task/{pid}/schedstat").read_text() for pid in pids)
    return sum(int(stat.split()[0]) for stat in stats) / 1e9


def private_kib(pids):
    rollups = (pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids)
    return sum(int(re.search(r"Private_Dirty: +(\d+)", text)[1]) for text in rollups)


def run_fresh(kernel):
    """Runs new cells up to the last point. Gives the seconds and the CPU seconds of each."""
    pids = workers(kernel)
    seconds, cpu_seconds = [], []
    for first in range(0, POINTS[-1] + SAMPLE, BATCH):
        before = cpu_s(pids)
        seconds += [kernel.run(CELL.format(n=n))[0] for n in range(first, first + BATCH)]
        cpu_seconds += [(cpu_s(pids) - before) / BATCH] * BATCH
    return seconds, cpu_seconds


def run_again(kernel):
    """Gives the seconds of each run of a cell that ran before, and the units compiled for them."""
    # The first time, it asks for the sizes of objects that the session has by now.
    kernel.run(CELL.format(n=5))
    before = counts(kernel)["units compiled"]
    seconds = [kernel.run(CELL.format(n=5))[0] for _ in range(RERUNS)]
    return seconds, counts(kernel)["units compiled"] - before


def run_headers(folder):
    """Gives the seconds of the first cell with headers, without and with what is kept on disk."""
    seconds = ([], [])
    for session in range(2 * SESSIONS):
        with tempfile.TemporaryDirectory() as empty:
            is_kept = session % 2
            kernel = Kernel([str(BUILD / "cicle"), "kernel"], folder if is_kept else empty)
            kernel.wait_subscribed()
            kernel.run("1+1")
            seconds[is_kept].append(kernel.run(HEADERS)[0])
            kernel.close()
    return min(seconds[0]), min(seconds[1])


def run_functions(folder):
    """Gives the KiB that a defined function takes in both processes."""
    kernel = Kernel([str(BUILD / "cicle"), "kernel"], folder)
    kernel.wait_subscribed()
    for n in range(FUNCTIONS):
        kernel.run(FUNCTION.format(n=n))
    before = private_kib(workers(kernel))
    for n in range(FUNCTIONS, 2 * FUNCTIONS):
        kernel.run(FUNCTION.format(n=n))
    kib = (private_kib(workers(kernel)) - before) / FUNCTIONS
    kernel.close()
    return kib


def run_gcc(folder):
    """Gives the seconds that gcc -O0 takes to make a cell loadable."""
    seconds = []
    for n in range(GCC_RUNS):
        source = f"{folder}/cell{n}.c"
        with open(source, "w") as file:
            file.write(GCC_CELL.format(n=n))
        command = ["gcc", "-O0", "-shared", "-fPIC", "-o", f"{folder}/cell{n}.so", source, "-lm"]
        started = time.perf_counter()
        subprocess.run(command, check=True)
        seconds.append(time.perf_counter() - started)
    return seconds


def run_tcc_plain():
    """Gives the median milliseconds of a cell by libtcc alone."""
    done = subprocess.run([BUILD / "bench" / "tcc_plain"], capture_output=True, check=True, text=True)
    return float(done.stdout.split()[0]) / 1e3


def measure(folder):
    """Gives rows of (name, milliseconds, CPU milliseconds or None), and other figures by name."""
    kernel = Kernel([str(BUILD / "cicle"), "kernel"], folder)
    kernel.wait_subscribed()
    bare = ms([kernel.run("1+1")[0] for _ in range(RERUNS)])
    fresh, cpu = run_fresh(kernel)
    again, compiled = run_again(kernel)
    kernel.close()
    cold, kept = run_headers(folder)
    rows = [
        (f"new cell, the {at:,}th", ms(fresh[at : at + SAMPLE]), min(cpu[at : at + SAMPLE]) * 1e3)
        for at in POINTS
    ]
    rows += [
        ("a cell that ran before", ms(again), None),
        ("1+1, a cell that ran before", bare, None),
        ("plain libtcc, no kernel", run_tcc_plain(), None),
        ("gcc -O0 -shared, no kernel", ms(run_gcc(folder)), None),
        ("first use of four headers", cold * 1e3, None),
        ("the same in a later session", kept * 1e3, None),
    ]
    return rows, compiled, run_functions(folder)


def main():
    with tempfile.TemporaryDirectory() as folder:
        rows, compiled, kib = measure(folder)
    base = rows[0][1]
    print(f"{'median of several':36}{'ms':>10}{'beside the first':>20}{'CPU ms, best':>16}")
    for name, value, cpu in rows:
        print(f"{name:36}{value:10.3f}{value / base:18.2f} x", end="")
        print(f"{cpu:16.3f}" if cpu else "")
    print(f"memory of a defined function, both processes: {kib:.2f} KiB")
    print(f"units compiled for {RERUNS} runs of a cell that ran before: {compiled}")
    if compiled:
        sys.exit("a cell that ran before was compiled again")


if __name__ == "__main__":
    main()

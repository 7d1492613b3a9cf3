# bench/compile.py - what a new cell costs as a session grows, beside gcc and plain libtcc.
"""The time from request to idle of cells that nobody has run before, at three points of one
session, and of a cell that ran before; then a cell by plain libtcc and by gcc, in the same run.
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time

from latency import BUILD, Kernel

CELL = """#include <stdio.h>
#include <math.h>
double wave{n}(double x) {{ return sin(x) + {n}; }}
char text{n}[40];
snprintf(text{n}, sizeof text{n}, "%g", wave{n}(0.5));"""

# The same as a file of its own.
GCC_CELL = """#include <stdio.h>
#include <math.h>
double wave{n}(double x) {{ return sin(x) + {n}; }}
char text{n}[40];
void cell(void) {{ snprintf(text{n}, sizeof text{n}, "%g", wave{n}(0.5)); }}"""

# Cells of which the median is taken: from these on, so many.
POINTS = (10, 2_000, 10_000)
SAMPLE = 200
RERUNS = 500
GCC_RUNS = 15


def ms(seconds):
    return statistics.median(seconds) * 1e3


def counts(kernel):
    """Gives what %cache says: {"units compiled": 1, ...}."""
    _, contents = kernel.run("%cache")
    text = "".join(
        json.loads(content)["text"] for header, content in contents if b'"stream"' in header
    )
    return {name.strip(): int(cnt) for name, cnt in re.findall(r"^(\D+?) +(\d+)", text, re.M)}


def run_fresh(kernel):
    """Runs new cells up to the last point. Gives the seconds of each."""
    return [kernel.run(CELL.format(n=n))[0] for n in range(POINTS[-1] + SAMPLE)]


def run_again(kernel):
    """Gives the seconds of each run of a cell that ran before, and the units compiled for them."""
    # The first time, it asks for the sizes of objects that the session has by now.
    kernel.run(CELL.format(n=5))
    before = counts(kernel)["units compiled"]
    seconds = [kernel.run(CELL.format(n=5))[0] for _ in range(RERUNS)]
    return seconds, counts(kernel)["units compiled"] - before


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


def main():
    with tempfile.TemporaryDirectory() as folder:
        kernel = Kernel([str(BUILD / "cicle"), "kernel"], folder)
        kernel.wait_subscribed()
        bare = ms([kernel.run("1+1")[0] for _ in range(RERUNS)])
        fresh = run_fresh(kernel)
        again, compiled = run_again(kernel)
        kernel.close()
        rows = [(f"new cell, the {at:,}th", ms(fresh[at : at + SAMPLE])) for at in POINTS]
        rows += [
            ("a cell that ran before", ms(again)),
            ("1+1, a cell that ran before", bare),
            ("plain libtcc, no kernel", run_tcc_plain()),
            ("gcc -O0 -shared, no kernel", ms(run_gcc(folder))),
        ]
    base = rows[0][1]
    print(f"{'median of several':36}{'ms':>10}{'beside the first':>20}")
    for name, value in rows:
        print(f"{name:36}{value:10.3f}{value / base:18.2f} x")
    print(f"units compiled for {RERUNS} runs of a cell that ran before: {compiled}")
    if compiled:
        sys.exit("a cell that ran before was compiled again")


if __name__ == "__main__":
    main()

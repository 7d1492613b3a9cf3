# bench/call_cost.py - what profiling a call costs: cicle beside other profilers, in one run.
"""Runs fib, whose calls do next to nothing, under each profiler, and without it.

A call's cost is the difference, divided by the number of calls; the best of the rounds counts,
with and without in turns. Every profiler is measured against the same program without it: cicle
against its own plain code, gcc -pg and uftrace against gcc -O2, cProfile against Python.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent
BUILD = TOP / os.environ.get("CICLE_BUILD", "build")
sys.path.insert(0, str(TOP / "tests" / "protocol"))

from client import Kernel  # noqa: E402

ROUNDS = 5
DEADLINE_S = 300

C_FIB = """#include <stdio.h>
#include <stdlib.h>
#include <time.h>
__attribute__((noinline)) int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
static double now_ns(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * t.tv_sec + t.tv_nsec; }
"""
PROGRAM = C_FIB + """int main(int argc, char **argv)
{
    double start = now_ns();
    volatile int result = fib(atoi(argv[argc - 1]));
    fprintf(stderr, "%.0f\\n", now_ns() - start);
    return result == -1;
}
"""
# Measured inside, so that neither Jupyter nor the compiler counts.
CELL = C_FIB + """double fib_ns(int n)
{
    double start = now_ns();
    volatile int result = fib(n);
    return now_ns() - start + 0 * result;
}
double taken_ns;
"""


def calls_of(n):
    """How many calls fib(n) makes."""
    a, b = 1, 1
    for _ in range(n):
        a, b = b, a + b
    return 2 * a - 1


class Missing(Exception):
    """A peer that is not installed."""


def tool(name):
    if not shutil.which(name):
        raise Missing(f"{name} is not installed")
    return name


# ---- cicle ------------------------------------------------------------------------------------


class Cicle:
    def __init__(self, folder):
        self.kernel = Kernel(str(BUILD / "cicle"), folder)
        self.kernel.ask("kernel_info_request")
        self.run(CELL)

    def run(self, code):
        outcome = self.kernel.run(code, timeout_s=DEADLINE_S)
        assert outcome.reply["status"] == "ok", outcome.reply
        return outcome

    def time_ns(self, prefix, n):
        self.run(f"{prefix}taken_ns = fib_ns({n});")
        return float(self.run('printf("%.0f\\n", taken_ns);').text())

    def contender(self, options):
        return lambda n: self.time_ns("", n), lambda n: self.time_ns(f"%prun -q {options} ", n)


# ---- compiled programs --------------------------------------------------------------------------


def build(folder, name, *flags):
    tool("gcc")
    source = pathlib.Path(folder) / "fib.c"
    source.write_text(PROGRAM)
    program = pathlib.Path(folder) / name
    # Calls stay calls: gcc would turn half of them into a loop.
    subprocess.run(["gcc", "-O2", "-fno-optimize-sibling-calls", "-fno-inline", "-fno-ipa-cp",
                    "-fno-ipa-sra", *flags, source, "-o", program], check=True)
    return program


def time_program(folder, *command):
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True,
                          timeout=DEADLINE_S)
    return float([line for line in done.stderr.splitlines() if line.isdigit()][-1])


def program_contender(folder, name, flags, wrapper=()):
    plain, profiled = build(folder, "plain"), build(folder, name, *flags)
    return (lambda n: time_program(folder, plain, str(n)),
            lambda n: time_program(folder, *wrapper, profiled, str(n)))


def gprof(folder):
    return program_contender(folder, "gprof", ["-pg"])


def uftrace(folder):
    data = pathlib.Path(folder) / "uftrace.data"
    record = [tool("uftrace"), "record", "--no-libcall", "-d", data]
    return program_contender(folder, "traced", ["-pg"], record)


def callgrind(folder):
    out = pathlib.Path(folder) / "callgrind.out"
    return program_contender(folder, "plain", [],
                             [tool("valgrind"), "--tool=callgrind", f"--callgrind-out-file={out}"])


# ---- Python -----------------------------------------------------------------------------------

PYTHON = """import cProfile, sys, time
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
profile = cProfile.Profile()
if len(sys.argv) > 2: profile.enable()
start = time.perf_counter_ns()
fib(int(sys.argv[1]))
taken_ns = time.perf_counter_ns() - start
profile.disable()
print(taken_ns, file=sys.stderr)
"""


def cprofile(folder):
    return (lambda n: time_program(folder, sys.executable, "-c", PYTHON, str(n)),
            lambda n: time_program(folder, sys.executable, "-c", PYTHON, str(n), "profiled"))


# ---- the table ----------------------------------------------------------------------------------


def measure(contender, n):
    """Gives ns per call without and with the profiler."""
    plain, profiled = contender
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        best = [min(best[0], plain(n)), min(best[1], profiled(n))]
    return [ns / calls_of(n) for ns in best]


def main():
    with tempfile.TemporaryDirectory() as folder:
        cicle = Cicle(folder)
        rows = [  # what, n of fib, how, what it tells
            ("cicle, every call timed", 27, lambda: cicle.contender("--clock exact"),
             "tree, counts, times"),
            ("cicle, adaptive", 27, lambda: cicle.contender("--clock adaptive"),
             "tree, counts, times; short calls by samples"),
            ("cicle, counts", 27, lambda: cicle.contender("--clock counts"), "tree, counts"),
            ("cProfile", 22, lambda: cprofile(folder), "callers, counts, times"),
            ("gcc -pg", 27, lambda: gprof(folder), "callers, counts; times by samples"),
            ("uftrace", 24, lambda: uftrace(folder), "every call, times"),
            ("callgrind", 22, lambda: callgrind(folder), "callers, counts, instructions"),
        ]
        print(f"{'ns per call of fib':26} {'without':>8} {'with':>9} {'cost':>9}  what it tells")
        try:
            for name, n, make, told in rows:
                try:
                    without, with_it = measure(make(), n)
                except Missing as missing:
                    print(f"{name:26} {missing}")
                    continue
                except (subprocess.SubprocessError, IndexError) as failure:
                    print(f"{name:26} does not run here: {failure}")
                    continue
                print(f"{name:26} {without:8.1f} {with_it:9.1f} {with_it - without:9.1f}  {told}")
        finally:
            cicle.kernel.stop()


if __name__ == "__main__":
    main()

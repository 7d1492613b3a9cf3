# bench/call_cost.py - what profiling a call costs: cicle beside other profilers, in one run.
"""Runs fib, whose calls do next to nothing, under each profiler, and without it.

A call's cost is the difference, divided by the number of calls; the best of many short rounds counts,
with and without in turns. Every profiler is measured against the same program without it, which is 1:
cicle against its own plain code, of both compilers; gcc -pg and uftrace against gcc -O2, cProfile
against Python. Two reads of the clock around each call are what exact times cannot do without.
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

DEADLINE_S = 300
# Calls stay calls: gcc would turn half of them into a loop.
GCC_FLAGS = ["-O2", "-fno-optimize-sibling-calls", "-fno-inline", "-fno-ipa-cp", "-fno-ipa-sra"]

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
CELL = C_FIB + """
#define READ(name) unsigned name, name##_high; __asm__ volatile("rdtsc" : "=a"(name), "=d"(name##_high))
volatile unsigned sink;
int clocked(int n)
{
    READ(entered);
    int result = n < 2 ? n : clocked(n - 1) + clocked(n - 2);
    READ(left);
    sink = left - entered;
    return result;
}
double taken_ns;
double run_ns(int (*run)(int), int n)
{
    double start = now_ns();
    volatile int result = run(n);
    return now_ns() - start + 0 * result;
}
"""
LIMITS = [  # what, its name in the table, what it may cost beyond, ns
    ("exact, beyond two clock reads", "every call timed", "two clock reads", 2),
    ("adaptive", "adaptive", None, 6), ("counts", "counts", None, 4)]


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
    def __init__(self, folder, flags=""):
        self.kernel = Kernel(str(BUILD / "cicle"), folder)
        self.kernel.ask("kernel_info_request")
        self.run((f"//%cflags: {flags}\n" if flags else "") + CELL)

    def run(self, code):
        outcome = self.kernel.run(code, timeout_s=DEADLINE_S)
        assert outcome.reply["status"] == "ok", outcome.reply
        return outcome

    def time_ns(self, prefix, function, n):
        self.run(f"{prefix}taken_ns = run_ns({function}, {n});")
        return float(self.run('printf("%.0f\\n", taken_ns);').text())

    def contender(self, options):
        return (lambda n: self.time_ns("", "fib", n),
                lambda n: self.time_ns(f"%prun -q {options} ", "fib", n))

    def clock(self):
        return lambda n: self.time_ns("", "fib", n), lambda n: self.time_ns("", "clocked", n)


# ---- compiled programs --------------------------------------------------------------------------


def build(folder, name, *flags):
    tool("gcc")
    source = pathlib.Path(folder) / "fib.c"
    source.write_text(PROGRAM)
    program = pathlib.Path(folder) / name
    subprocess.run(["gcc", *GCC_FLAGS, *flags, source, "-o", program], check=True)
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


def measure(contender, n, rounds):
    """Gives ns per call without and with the profiler."""
    plain, profiled = contender
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        best = [min(best[0], plain(n)), min(best[1], profiled(n))]
    return [ns / calls_of(n) for ns in best]


def rows_of(cicle, compiler):
    """Rows: what, n of fib, rounds, how, what it tells."""
    return [
        (f"{compiler}: two clock reads", 22, 60, cicle.clock, "nothing"),
        (f"{compiler}: every call timed", 22, 60, lambda: cicle.contender("--clock exact"),
         "tree, counts, times"),
        (f"{compiler}: adaptive", 24, 60, lambda: cicle.contender("--clock adaptive"),
         "tree, counts, times; short calls by samples"),
        (f"{compiler}: counts", 24, 60, lambda: cicle.contender("--clock counts"), "tree, counts")]


def print_rows(rows):
    """Prints the table; gives the cost by row."""
    costs = {}
    print(f"{'ns per call of fib':28} {'without':>8} {'with':>9} {'cost':>9} {'times':>7}  what it tells")
    for name, n, rounds, make, told in rows:
        try:
            without, with_it = measure(make(), n, rounds)
        except Missing as missing:
            print(f"{name:28} {missing}")
            continue
        except (subprocess.SubprocessError, IndexError) as failure:
            print(f"{name:28} does not run here: {failure}")
            continue
        costs[name] = with_it - without
        print(f"{name:28} {without:8.1f} {with_it:9.1f} {costs[name]:9.1f} {with_it / without:7.1f}  {told}")
    return costs


def print_limits(costs, compiler):
    for what, row, base, limit in LIMITS:
        cost = costs[f"{compiler}: {row}"] - (costs[f"{compiler}: {base}"] if base else 0)
        print(f"{compiler}: {what:32} {cost:5.1f} ns of at most {limit}{'   TOO MUCH' if cost > limit else ''}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        kernels = {"cicle": Cicle(folder), "cicle, gcc -O2": Cicle(folder, " ".join(GCC_FLAGS))}
        rows = [row for name, cicle in kernels.items() for row in rows_of(cicle, name)] + [
            ("cProfile", 18, 5, lambda: cprofile(folder), "callers, counts, times"),
            ("gcc -pg", 24, 15, lambda: gprof(folder), "callers, counts; times by samples"),
            ("uftrace", 22, 5, lambda: uftrace(folder), "every call, times"),
            ("callgrind", 22, 5, lambda: callgrind(folder), "callers, counts, instructions"),
        ]
        try:
            costs = print_rows(rows)
            print()
            for name in kernels:
                print_limits(costs, name)
        finally:
            for cicle in kernels.values():
                cicle.kernel.stop()


if __name__ == "__main__":
    main()

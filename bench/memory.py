# bench/memory.py - measures what thousands of cells leave behind in the kernel and the runner.
"""Memory of their own (RssAnon), after the first thousand cells and after the last, in KB, with
checkpoints off. MEMORY_CELLS: how many (10000)."""

import contextlib
import os
import pathlib
import sys
import tempfile

from latency import BUILD, Kernel

CELLS = int(os.environ.get("MEMORY_CELLS", "10000"))
WARM_CELLS = min(1000, CELLS // 2)
SETUP = """%checkpoint off
#include <stdio.h>
int count = 0;
int twice(int n) { return 2 * n; }"""
KINDS = {
    "the same statement": "count++;",
    "a value": "count",
    "a line of output": 'printf("%d\\n", count);',
    "another statement each": "count = twice({n});",
    "another value each": "count + {n}",
    "an object again": "int other = {n};",
    "a fault": "*(int *)0 = 1;",
    "an error": "count = ;",
    "%prun": "%prun twice(3)",
    "a function with another body each": "int once(int n) {{ return n + {n}; }}",
    "a struct with another member each": "struct one {{ int a{n}; }};",
    "another function each": "int f{n}(int n) {{ return n + {n}; }}",
}


def anonymous_kb(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(text.split("RssAnon:")[1].split()[0])


def runner_of(pid):
    """The kernel's child that is no checkpoint."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    names = {child: pathlib.Path(f"/proc/{child}/comm").read_text(encoding="utf-8").strip()
             for child in children}
    return next(child for child, name in names.items() if name == "cicle-runner")


def sizes(kernel):
    pid = kernel.process.pid
    return anonymous_kb(pid), anonymous_kb(runner_of(pid))


def measure(folder, cell):
    kernel = Kernel([str(BUILD / "cicle"), "kernel"], folder)
    try:
        kernel.wait_subscribed()
        kernel.run(SETUP)
        for n in range(CELLS):
            with contextlib.suppress(SystemExit):  # it was to fail
                kernel.run(cell.format(n=n))
            if n == WARM_CELLS:
                warm = sizes(kernel)
        return warm, sizes(kernel)
    finally:
        kernel.close()


def main():
    os.environ["CICLE_HISTORY"] = ""
    print(f"| cells | kernel, {WARM_CELLS:,} | kernel, {CELLS:,} | runner, {WARM_CELLS:,} "
          f"| runner, {CELLS:,} |\n| --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        for kind, cell in KINDS.items():
            warm, last = measure(folder, cell)
            print(f"| {kind} | {warm[0]:,} | {last[0]:,} | {warm[1]:,} | {last[1]:,} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())

# bench/assist.py - round trips of completion and inspection, idle and while a cell computes.
"""The median and the slowest of many requests, from the client's send to the reply. A tenth of the
session's names are the user's own; the rest come from headers."""

import contextlib
import pathlib
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from latency import BUILD, Kernel  # noqa: E402 (its folder is only known here)

ROUNDS = 200
LIMIT_MS = 20

SETUP = "\n".join(
    [
        "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <math.h>",
        "#include <unistd.h>\n#include <pthread.h>\n#include <sys/socket.h>",
        "struct deep { int a; struct deep *next; struct { double x[4]; } inner; } *list;",
        *(f"int own_{n}(int x) {{ return x + {n}; }}" for n in range(300)),
    ]
)
ENDLESS = "for (volatile int i = 0;; i++) { }"
LONG = "int f(struct deep *p) {\n" + "    own_1(p->a);\n" * 2000 + "    p->next->"

REQUESTS = {
    "complete own_": ("complete_request", {"code": "own_", "cursor_pos": 4}),
    "complete s": ("complete_request", {"code": "s", "cursor_pos": 1}),
    "complete list->next->": ("complete_request", {"code": "list->next->", "cursor_pos": 12}),
    "complete in 2000 lines": ("complete_request", {"code": LONG, "cursor_pos": len(LONG)}),
    "complete #include <s": ("complete_request", {"code": "#include <s", "cursor_pos": 11}),
    "inspect own_7": ("inspect_request", {"code": "own_7", "cursor_pos": 5, "detail_level": 1}),
    "inspect printf (manual)": ("inspect_request", {"code": "printf", "cursor_pos": 6}),
    "inspect list": ("inspect_request", {"code": "list", "cursor_pos": 4}),
    "is_complete 2000 lines": ("is_complete_request", {"code": LONG}),
}


def measure(kernel):
    rows = {}
    for name, (kind, content) in REQUESTS.items():
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            kernel.wait_reply(kernel.send(kind, content))
            times.append((time.perf_counter() - start) * 1e3)
        rows[name] = (statistics.median(times), max(times))
    return rows


def main():
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.closing(Kernel([str(BUILD / "cicle"), "kernel"], folder)) as kernel:
            kernel.wait_subscribed()
            kernel.run(SETUP)
            idle = measure(kernel)
            kernel.send("execute_request", {"code": ENDLESS, "silent": False})
            time.sleep(0.5)
            busy = measure(kernel)
    print(f"{'ms':28}{'idle':>10}{'slowest':>10}{'busy':>10}{'slowest':>10}")
    for name, (median, slowest) in idle.items():
        busy_median, busy_slowest = busy[name]
        print(f"{name:28}{median:10.2f}{slowest:10.2f}{busy_median:10.2f}{busy_slowest:10.2f}")
    if max(row[0] for row in busy.values()) > LIMIT_MS:
        sys.exit(f"a busy kernel takes more than {LIMIT_MS} ms")


if __name__ == "__main__":
    main()

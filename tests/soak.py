# tests/soak.py - hours of good and bad cells, interrupts and restarts in several notebooks at once.
"""Usage: soak.py [PROGRAM]. SOAK_S: how long (3600), SOAK_SEED: which cells (random).

Ends with figures, and with status 1 when the state of a session was not as it had to be, or was lost
without being told."""

import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "protocol"), str(HERE / "bad")]
os.environ.setdefault("CICLE_HISTORY", "")

from cells import ALL, SETUP, STATE  # noqa: E402
from client import Kernel  # noqa: E402

NOTEBOOK_CNT = 3
DEADLINE_S = 120.0
# Memory is compared from this cell of a kernel on: before, it still learns headers, names and the
# texts of the bad cells, and fills its history and checkpoints, which are bounded.
WARM_CELL_CNT = 1000
# Memory is looked at after every so many cells. The least of so many looks is compared with the least
# of the last: between them, a large output or a checkpoint comes and goes.
LOOK_CELL_CNT = 50
LOOK_CNT = 10
# They take seconds each, or what they leave behind ends what comes after them rightly.
LEFT_OUT = {"threads until none is left", "descriptors all used", "malloc without end", "nice",
            "object's neighbours written over", "all objects written over"}
# A cell that waits for a signal which an earlier one blocked is interrupted after so long.
PATIENCE_S = 8.0
BAD = [bad for bad in ALL if bad.name not in LEFT_OUT]


def run_quietly(command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def anonymous_kb(pid):
    """Memory of its own. Not only that which no other process shares: while a child that it forked
    lives, it shares nearly all."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(text.split("RssAnon:")[1].split()[0])


def descriptor_cnt(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


class Failure(Exception):
    """The state was not what it had to be."""


class Notebook(threading.Thread):
    """A kernel, what its state must be, and what happened to it."""

    def __init__(self, program, folder, seed, end):
        super().__init__(daemon=True)
        self.program, self.folder, self.end = program, folder, end
        self.random = random.Random(seed)
        self.figures = dict.fromkeys(
            ("cells", "good", "bad", "survived", "told as lost", "interrupts", "restarts", "checks"), 0)
        self.failures = []
        self.growth_kb = None
        self.growth_descriptors = self.zombie_cnt = 0
        self.kernel = None

    def run(self):
        while time.monotonic() < self.end:
            try:
                self.start_kernel()
                while time.monotonic() < self.end and self.step():
                    pass
                self.measure()
            except (Failure, AssertionError, OSError, ValueError) as error:
                self.failures.append(f"{self.last}: {error}\n{self.processes()}")
            self.figures["restarts"] += 1
            self.kernel.stop()

    def start_kernel(self):
        self.kernel = Kernel(self.program, self.folder)
        self.cell_cnt, self.looks, self.last = 0, [], "start"
        self.kernel.ask("kernel_info_request", timeout_s=DEADLINE_S)
        if self.random.random() < 0.25:
            self.execute("%cflags -O1")
        self.execute(SETUP)
        self.execute(STATE[1])
        self.define()

    def define(self):
        self.count = 0
        self.execute(STATE[0])
        self.execute("int count = 0;")

    def execute(self, code):
        self.cell_cnt += 1
        self.figures["cells"] += 1
        reply = self.kernel.run(code, DEADLINE_S)
        if reply.reply["status"] != "ok":
            raise Failure(f"{code[:60]!r} gave {reply.reply['evalue'][:200]}")
        return reply

    def step(self):
        """Runs one cell or does something else. Returns False when the kernel is to be restarted."""
        if self.cell_cnt >= WARM_CELL_CNT + len(self.looks) * LOOK_CELL_CNT:
            self.looks.append(self.sizes())
        dice = self.random.random()
        if dice < 0.45:
            self.good()
        elif dice < 0.55:
            self.interrupt()
        elif dice < 0.9995:
            self.bad(self.random.choice(BAD))
        else:
            return False
        return True

    def good(self):
        self.figures["good"] += 1
        self.last = "good"
        self.count += 1
        outcome = self.execute(self.random.choice((
            "count = count + 1; count", "count++;\ncount",
            "int *block = malloc(100); *block = ++count; free(block); count")))
        if outcome.value != str(self.count):
            raise Failure(f"count is {outcome.value} and not {self.count}")

    def interrupt(self):
        self.figures["interrupts"] += 1
        self.last = "interrupt"
        msg_id = self.kernel.start(self.random.choice((
            "for (;;);", "sleep(100);", 'for (;;) printf("x");', 'system("sleep 50");', "pause();")))
        # One that comes before the cell has begun is for nobody.
        while not self.kernel.sockets["shell"].poll(self.random.random() * 1000):
            self.kernel.process.send_signal(signal.SIGINT)
        self.kernel.finish(msg_id, DEADLINE_S)
        self.check("")

    def bad(self, bad):
        self.figures["bad"] += 1
        self.last = bad.name
        msg_id = self.kernel.start(bad.code)
        if bad.waits or not self.kernel.sockets["shell"].poll(PATIENCE_S * 1000):
            for _ in range(2):
                time.sleep(0.4)
                self.kernel.process.send_signal(signal.SIGINT)
        reply = self.kernel.finish(msg_id, DEADLINE_S).reply
        self.figures["cells"] += 1
        self.cell_cnt += 1
        self.check(reply.get("evalue", "") if reply["status"] == "error" else "")
        self.figures["survived"] += 1

    def check(self, evalue):
        """The state is there, or it was told as lost: by this cell, or by the next one."""
        if not self.is_told(evalue):
            self.figures["checks"] += 1
            outcome = self.kernel.run('printf("%d %d\\n", twice(marker) / 2, count);', DEADLINE_S)
            if outcome.text() == f"42 {self.count}\n":
                return
            evalue = outcome.reply.get("evalue", "")
            if not self.is_told(evalue):
                raise Failure(f"the state is gone: {outcome.text()!r} {evalue[:200]}")
        self.figures["told as lost"] += 1
        self.define()

    @staticmethod
    def is_told(evalue):
        return re.search(r"gone.*marker|memory is as it was", evalue) is not None

    def runner(self):
        return int(run_quietly(["pgrep", "-P", str(self.kernel.process.pid), "cicle-runner"]).split()[0])

    def processes(self):
        """What the kernel and its children were doing, and since when."""
        pid = str(self.kernel.process.pid)
        listing = run_quietly(["ps", "-eo", "ppid,pid,etimes,time,stat,wchan:24,args"]).splitlines()
        return "\n".join(line for line in listing if pid in line.split()[:2])

    def sizes(self):
        return anonymous_kb(self.kernel.process.pid), descriptor_cnt(self.kernel.process.pid), self.cell_cnt

    def measure(self):
        """Compares the kernel's memory and descriptors with those when it was warm."""
        children = run_quietly(["ps", "-o", "stat=", "--ppid", str(self.kernel.process.pid)]).split()
        self.zombie_cnt = max(self.zombie_cnt, sum(child.startswith("Z") for child in children))
        first, last = self.looks[:LOOK_CNT], self.looks[-LOOK_CNT:]
        if len(self.looks) < 2 * LOOK_CNT:
            return
        grown_kb, grown_descriptors = (min(look[i] for look in last) - min(look[i] for look in first)
                                       for i in range(2))
        per_1000 = grown_kb * 1000 / (last[0][2] - first[0][2])
        self.growth_kb = max(per_1000, per_1000 if self.growth_kb is None else self.growth_kb)
        self.growth_descriptors = max(self.growth_descriptors, grown_descriptors)


def runners(program):
    """The processes of this program's runner."""
    name = str(pathlib.Path(program).with_name("cicle-runner"))
    listing = run_quietly(["ps", "-eo", "pid=,args="]).splitlines()
    return {int(line.split()[0]) for line in listing if name in line}


def main():
    program = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / "build" / "cicle").resolve())
    duration_s = float(os.environ.get("SOAK_S", "3600"))
    seed = int(os.environ.get("SOAK_SEED", str(random.randrange(1 << 30))))
    before = runners(program)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        end = time.monotonic() + duration_s
        notebooks = [Notebook(program, folder, seed + i, end) for i in range(NOTEBOOK_CNT)]
        for notebook in notebooks:
            notebook.start()
        for notebook in notebooks:
            notebook.join()
        time.sleep(2)
    print(f"soak of {duration_s:.0f} s, seed {seed}, {NOTEBOOK_CNT} notebooks")
    for name in notebooks[0].figures:
        print(f"  {name:34} {sum(n.figures[name] for n in notebooks)}")
    failures = [failure for notebook in notebooks for failure in notebook.failures]
    print(f"  {'state checks failed':34} {len(failures)}")
    grown = [n.growth_kb for n in notebooks if n.growth_kb is not None]
    print(f"  {'memory growth, KB per 1000 cells':34} {f'{max(grown):.0f}' if grown else 'too few cells'}")
    print(f"  {'descriptors grown':34} {max(n.growth_descriptors for n in notebooks)}")
    print(f"  {'zombies':34} {max(n.zombie_cnt for n in notebooks)}")
    print(f"  {'runners left behind':34} {len(runners(program) - before)}")
    for failure in failures:
        print("  failed:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

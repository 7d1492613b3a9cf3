# tests/protocol/test_survival.py - the kernel outlives its runner, and leaves nothing behind.

import os
import pathlib
import signal
import subprocess
import time

import pytest

DEADLINE_S = 15.0
KEEPS_CHILDREN = """#include <signal.h>
#include <stdio.h>
#include <unistd.h>
if (fork() == 0) for (;;) pause();
if (fork() == 0) { signal(SIGTERM, SIG_IGN); signal(SIGHUP, SIG_IGN); for (;;) sleep(1); }
"""

# Malloc's last piece of memory is less than it was: libtcc crashes inside of malloc, in its lock.
DAMAGES_MALLOC = """#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>
char *behind(char *block) { return block + malloc_usable_size(block); }
int is_last(char *end) { return end - 8 + (*(size_t *)end & ~7ul) == (char *)sbrk(0); }
char *p;
do p = malloc(2000); while (!is_last(behind(p)));
*(size_t *)behind(p) = (64 << 10) + 17;
"""

# The wall clock is a year ahead and a year behind in turn.
JUMPING_CLOCK = """#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static int cnt;
int clock_gettime(clockid_t clock, struct timespec *now) {
    int rc = (int)syscall(SYS_clock_gettime, clock, now);
    if (clock == CLOCK_REALTIME) now->tv_sec += cnt++ % 2 ? 31536000 : -31536000;
    return rc;
}
time_t time(time_t *to) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (to) *to = now.tv_sec;
    return now.tv_sec;
}
"""


def processes_below(pid):
    """All processes that descend from one."""
    found, parents = [], [pid]
    listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = [tuple(map(int, line.split())) for line in listing.stdout.splitlines()]
    while parents:
        parent = parents.pop()
        children = [child for child, its_parent in pairs if its_parent == parent]
        found += children
        parents += children
    return found


def is_alive(pid):
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return text.rsplit(")", 1)[1].split()[0] != "Z"


def wait_until(condition):
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline and not condition():
        time.sleep(0.02)
    return condition()


def comm_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").rstrip("\n")
    except OSError:
        return ""


def runner_of(kernel):
    """The runner's process: the kernel's child with its own group. Checkpoints have another name."""
    (runner,) = [pid for pid in processes_below(kernel.process.pid)
                 if comm_of(pid) == "cicle-runner" and os.getpgid(pid) == pid]
    return runner


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def own_kb(pid):
    """Not only what no other process shares: while a child that it forked lives, it shares much."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(text.split("RssAnon:")[1].split()[0])


@pytest.mark.parametrize("cell", ("1;", "for (;;);", "sleep(100);",
                                  "sigset_t s; sigfillset(&s); sigprocmask(SIG_BLOCK, &s, 0); for (;;);"))
def test_nothing_outlives_a_killed_kernel(fresh, cell):
    fresh.run(KEEPS_CHILDREN)
    fresh.start(cell)
    time.sleep(0.4)
    below = processes_below(fresh.process.pid)
    assert len(below) >= 3
    fresh.process.kill()
    assert wait_until(lambda: not any(map(is_alive, below))), [p for p in below if is_alive(p)]


# Its children say where they are; each is the leader of a session.
LEAVES_ITS_SESSION = """#include <stdio.h>
#include <unistd.h>
for (int i = 0; i < 2; i++)
    if (fork() == 0) {
        setsid();
        fork();
        printf("%d\\n", getpid());
        fflush(stdout);
        for (;;) pause();
    }
usleep(300000);
"""


def is_apart(pid, kernel):
    try:
        return os.getsid(pid) != os.getsid(kernel)
    except ProcessLookupError:
        return False  # it has ended meanwhile


@pytest.mark.parametrize("is_killed", (True, False))
def test_a_session_of_its_own_is_no_way_out(fresh, is_killed):
    fresh.run(LEAVES_ITS_SESSION)
    below = processes_below(fresh.process.pid)
    assert sum(is_apart(pid, fresh.process.pid) for pid in below) == 4
    if is_killed:
        fresh.process.kill()
    else:
        fresh.send("control", "shutdown_request", {"restart": False})
    assert wait_until(lambda: not any(map(is_alive, below))), [p for p in below if is_alive(p)]


def test_what_a_checkpoints_runner_started_does_not_outlive_a_killed_kernel(fresh):
    fresh.run("int kept = 42;")
    fresh.run("%checkpoint here")
    assert fresh.run("%restore here").reply["status"] == "ok"
    test_nothing_outlives_a_killed_kernel(fresh, "sleep(100);")


def test_a_compiler_that_crashed_inside_of_malloc_is_not_waited_for(fresh):
    fresh.run("int kept = 42;")
    fresh.run("%checkpoint here")
    fresh.run(DAMAGES_MALLOC)
    died = fresh.run("int twice(int x) { return 2 * x; }\ntwice(2)")
    assert died.reply["ename"] == "RunnerDied"
    assert fresh.run("kept").value == "42"


def test_no_compiler_outlives_a_killed_kernel(start_kernel, tmp_path, monkeypatch):
    compiler = tmp_path / "cc"
    compiler.write_text("#!/bin/sh\nsleep 1000 &\nwait\n", encoding="utf-8")
    compiler.chmod(0o755)
    monkeypatch.setenv("CICLE_CC", str(compiler))
    kernel = start_kernel()
    kernel.run("int twice(int n) { return 2 * n; }")
    assert wait_until(lambda: any(comm_of(pid) == "sleep" for pid in processes_below(kernel.process.pid)))
    below = processes_below(kernel.process.pid)
    kernel.process.kill()
    assert wait_until(lambda: not any(map(is_alive, below))), [p for p in below if is_alive(p)]


def test_nothing_is_left_after_shutdown(start_kernel, tmp_path, monkeypatch):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    kernel = start_kernel()
    kernel.run("%cflags -O1")
    kernel.run(KEEPS_CHILDREN)
    below = processes_below(kernel.process.pid)
    kernel.ask("shutdown_request", {"restart": False}, "control")
    kernel.wait_for_exit()
    assert wait_until(lambda: not any(map(is_alive, below)))
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("number", (signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM))
def test_runner_killed_while_a_cell_runs(fresh, number):
    fresh.run("int n = 4;")
    msg_id = fresh.start("for (volatile int i = 0; ; i++);")
    time.sleep(0.3)
    os.kill(runner_of(fresh), number)
    reply = fresh.finish(msg_id).reply
    assert reply["status"] == "error"
    if number == signal.SIGKILL:
        assert reply["ename"] == "RunnerDied" and "n" in reply["evalue"]
    assert fresh.run("1 + 1").value == "2"


def test_runner_killed_while_idle(fresh):
    fresh.run("int twice(int x) { return 2 * x; }\nint n = 4;")
    os.kill(runner_of(fresh), signal.SIGKILL)
    time.sleep(0.2)
    reply = fresh.run("twice(2)").reply
    assert reply["status"] == "ok" or reply["ename"] == "RunnerDied"
    assert fresh.run("twice(2)").value == "4"


def test_runner_stopped(fresh):
    fresh.run("int n = 4;")
    msg_id = fresh.start("for (volatile int i = 0; ; i++);")
    time.sleep(0.3)
    os.kill(runner_of(fresh), signal.SIGSTOP)
    fresh.process.send_signal(signal.SIGINT)
    assert fresh.finish(msg_id).reply["ename"] == "KeyboardInterrupt"
    assert fresh.run("n").value == "4"


def test_crashes_leave_nothing(fresh):
    """Faults, and runners that died: no descriptor, no process, no memory."""
    crashes = ("*(volatile int *)0 = 1;", "char *p = 0; *p = 1;")
    deaths = ("__asm__ volatile(\"mov $231, %eax; mov $3, %edi; syscall\");",)
    fresh.run("%checkpoint off\nint n = 4;")  # no sleeping copies of the runner
    for cell in crashes + deaths:
        for _ in range(25):
            fresh.run(cell)
    before = descriptors(fresh.process.pid), own_kb(fresh.process.pid)
    runner = descriptors(runner_of(fresh))
    for _ in range(150):
        assert fresh.run(crashes[0]).reply["ename"] == "SIGSEGV"
    for _ in range(20):
        assert fresh.run(deaths[0]).reply["ename"] == "RunnerDied"
    assert descriptors(fresh.process.pid) <= before[0]
    assert descriptors(runner_of(fresh)) <= runner
    assert own_kb(fresh.process.pid) - before[1] < 512
    zombies = [p for p in processes_below(fresh.process.pid) if not is_alive(p)]
    assert zombies == []


def test_memory_is_flat(fresh):
    fresh.run("%checkpoint off\nint n = 0;\nint next(int x) { return x + 1; }")
    for _ in range(300):
        fresh.run("n = next(n);")
    before = own_kb(fresh.process.pid), own_kb(runner_of(fresh))
    for _ in range(1000):
        fresh.run("n = next(n);")
    assert own_kb(fresh.process.pid) - before[0] < 800
    assert own_kb(runner_of(fresh)) - before[1] < 100


def test_much_output(start_kernel, monkeypatch):
    """150 MB: the kernel keeps none of it."""
    monkeypatch.setenv("CICLE_OUTPUT_MB", "1000")
    fresh = start_kernel()
    fresh.run("#include <stdio.h>\nchar line[1000]; for (int i = 0; i < 998; i++) line[i] = 'a'; line[998] = '\\n';")
    msg_id = fresh.start("for (int i = 0; i < 150000; i++) fputs(line, stdout);")
    cnt, most_kb, is_done = 0, 0, False
    while not is_done:
        message = fresh.receive("iopub")
        content = message["content"]
        if message["msg_type"] == "stream":
            cnt += len(content["text"])
            most_kb = max(most_kb, own_kb(fresh.process.pid)) if cnt % 7 == 0 else most_kb
        is_done = message["msg_type"] == "status" and content["execution_state"] == "idle" \
            and message["parent_header"].get("msg_id") == msg_id
    assert cnt == 150000 * 999
    assert most_kb < 128 * 1024  # what the sockets hold of it depends on how busy the machine is
    fresh.reply(msg_id)


def test_full_disk(program, tmp_path, monkeypatch, start_kernel):
    """No file can grow beyond 200 KB: history and cache go without, cells run."""
    limited = tmp_path / "limited"
    limited.write_text(f"#!/bin/sh\nulimit -f 400\nexec {program} \"$@\"\n", encoding="utf-8")
    limited.chmod(0o755)
    monkeypatch.setenv("CICLE_HISTORY", str(tmp_path / "history.sqlite"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    from client import Kernel
    kernel = Kernel(str(limited), str(tmp_path))
    try:
        assert kernel.run("#include <stdio.h>\nint n = 41;", 30).reply["status"] == "ok"
        assert kernel.run(f"/* {'x' * 300000} */ n + 1").value == "42"
        assert kernel.run("n + 2").value == "43"
        assert kernel.run("printf(\"%d\\n\", n);").text() == "41\n"
    finally:
        kernel.stop()


@pytest.mark.parametrize("name", ("CICLE_HISTORY", "XDG_CACHE_HOME"))
def test_unwritable_places(start_kernel, monkeypatch, name):
    monkeypatch.setenv(name, "/proc/nowhere/at/all")
    kernel = start_kernel()
    assert kernel.run("#include <stdio.h>\nint n = 41;").reply["status"] == "ok"
    assert kernel.run("n + 1").value == "42"


def test_a_kernel_ends_with_its_client(start_kernel, monkeypatch):
    client = subprocess.Popen(["sleep", "100"])
    monkeypatch.setenv("JPY_PARENT_PID", str(client.pid))
    kernel = start_kernel()
    kernel.run(KEEPS_CHILDREN)
    kernel.start("for (;;);")
    time.sleep(0.3)
    below = processes_below(kernel.process.pid)
    assert kernel.process.poll() is None
    client.kill()
    client.wait()
    kernel.wait_for_exit()
    assert wait_until(lambda: not any(map(is_alive, below)))


@pytest.mark.parametrize("pid", ("", "0", "1", "-7", "none", "99999999999"))
def test_a_kernel_of_its_own_outlives_everybody(start_kernel, monkeypatch, pid):
    monkeypatch.setenv("JPY_PARENT_PID", pid)
    kernel = start_kernel()
    assert kernel.run("1 + 1").value == "2"
    assert kernel.process.poll() is None


def test_the_clock_jumps(start_kernel, monkeypatch, tmp_path):
    source, library = tmp_path / "clock.c", tmp_path / "clock.so"
    source.write_text(JUMPING_CLOCK, encoding="utf-8")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source], check=True, timeout=60)
    monkeypatch.setenv("LD_PRELOAD", str(library))
    monkeypatch.setenv("CICLE_HISTORY", str(tmp_path / "history.sqlite"))
    kernel = start_kernel()
    assert kernel.run("#include <time.h>\n#include <unistd.h>\nint n = 5;").reply["status"] == "ok"
    assert kernel.run("time(0) < time(0) || time(0) < time(0)").value == "1"
    start = time.monotonic()
    assert kernel.run("%%limit time=300ms\nfor (;;);").reply["ename"] == "TimeLimitError"
    assert time.monotonic() - start > 0.3
    assert kernel.run("%%limit time=60s\nusleep(200000); n").value == "5"
    assert "5" in kernel.run("%timeit -n 1 -r 1 usleep(1000);\nn").value
    msg_id = kernel.start("sleep(1000);")
    time.sleep(0.2)
    kernel.process.send_signal(signal.SIGINT)
    assert kernel.finish(msg_id).reply["ename"] == "KeyboardInterrupt"
    time.sleep(0.2)  # a checkpoint's pause
    kernel.run("n = 6;")
    kernel.run("%undo")
    assert kernel.run("n").value == "5"

# tests/protocol/test_interrupts.py - an interrupt ends any cell, soon, and says where it was.

import random
import signal
import time

import pytest

SETUP = """#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>
volatile int count = 0;
void deaf(int s) { (void)s; }
void *endless(void *p) { for (;;) sleep(1); return p; }
void spin(void) { for (;;) count++; }
pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;"""

OPENMP = """#include <omp.h>
double sum(long n) {
    double all = 0;
    #pragma omp parallel for reduction(+:all)
    for (long i = 0; i < n; i++) all += 1.0 / (i + 1);
    return all;
}
"""
# The compiler is busy for minutes with the last line.
DOUBLING = "#define M0 1 +\n" + "".join(
    f"#define M{i} M{i - 1} M{i - 1}\n" for i in range(1, 31)) + "int sum = M30 1;"

CELLS = {
    "loop": "for (;;) count++;",
    "loop_in_function": "spin();",
    "sleep": "sleep(100);",
    "read": "int ends[2]; pipe(ends); char c; read(ends[0], &c, 1);",
    "mutex": "pthread_mutex_lock(&lock); pthread_mutex_lock(&lock);",
    "join": "pthread_t t; pthread_create(&t, 0, endless, 0); pthread_join(t, 0);",
    "select": "select(0, 0, 0, 0, 0);",
    "poll": "poll(0, 0, -1);",
    "pause": "for (;;) pause();",
    "wait": "pid_t p = fork(); if (!p) for (;;) pause(); waitpid(p, 0, 0);",
    "system": 'system("sleep 100");',
    "popen": 'FILE *p = popen("sleep 100", "r"); char s[9]; fgets(s, 9, p); pclose(p);',
    "printing": 'for (;;) printf("%d\\n", count++);',
    "allocating": "for (;;) free(malloc(count++ % 5000));",
    "filling": "for (;;) { char *p = malloc(1 << 22); memset(p, 1, 1 << 22); free(p); }",
    "opening": 'for (;;) fclose(fopen("/dev/null", "r"));',
    "ignoring": "signal(SIGINT, SIG_IGN); for (;;) count++;",
    "default_action": "signal(SIGINT, SIG_DFL); for (;;) count++;",
    "blocking": "sigset_t s; sigfillset(&s); sigprocmask(SIG_BLOCK, &s, 0); for (;;) count++;",
    "blocking_in_sleep": "sigset_t s; sigfillset(&s); sigprocmask(SIG_BLOCK, &s, 0); sleep(100);",
    "stopped_child": "pid_t p = fork(); if (!p) for (;;) raise(SIGSTOP); waitpid(p, 0, 0);",
    "forks": "for (int i = 0; i < 5; i++) fork(); for (;;) sleep(1);",
    "waits_for_children": "for (int i = 0; i < 5; i++) if (!fork()) for (;;) pause(); while (wait(0) > 0);",
    "fork_bomb": "for (;;) { if (fork() == 0) { sleep(100); _exit(0); } usleep(20000); }",
    "openmp": "for (;;) sum(1000000000);",
}
# Cells of some milliseconds, most of them in the compiler; {i} makes each text a new one.
SHORT = [
    "".join(f"int f{j}_{{i}}(int a) {{{{ return a * {{i}} + {j}; }}}}\n" for j in range(100)) + "f1_{i}(2)",
    "#include <math.h>\ndouble root{i} = sqrt({i});",
    "struct s {{ int a; double c{i}; }}; struct s one{i} = {{1, 2}}; one{i}",
    "int *p{i} = 0; *p{i} = 1;",
    "int down{i}(int n) {{ return n + down{i}(n + 1); }}\ndown{i}(0)",
    "%prun printf(\"%d\\n\", {i})",
    "%%asan\nint a{i}[3]; a{i}[1] = 2;",
    "for (int i = 0; i < 10000; i++) free(malloc(i + {i}));",
]
# What an idle machine takes is below 0.2 s; what a test may take leaves room for a busy one.
SOON_S = 3.0


@pytest.fixture(scope="module")
def session(kernel):
    for cell in (SETUP, OPENMP):
        assert kernel.run(cell, 30).reply["status"] == "ok"
    return kernel


def interrupt_after(kernel, msg_id, delay_s=0.3):
    """Interrupts a cell and gives its outcome, and how long its end took."""
    time.sleep(delay_s)
    kernel.process.send_signal(signal.SIGINT)
    start = time.monotonic()
    outcome = kernel.finish(msg_id)
    return outcome, time.monotonic() - start


@pytest.mark.parametrize("name", CELLS)
def test_interrupt_ends(session, name):
    outcome, seconds = interrupt_after(session, session.start(CELLS[name]))
    assert outcome.reply["ename"] == "KeyboardInterrupt", outcome.reply
    assert seconds < SOON_S
    # OpenMP's library may stand between the cell and its loop, and no frame pointer leads out of it.
    place = "sum(" if name == "openmp" else CELLS[name][:20]
    assert place in "".join(outcome.reply["traceback"])
    assert session.run("1 + 1").value == "2"


def test_what_a_loop_stored_stays(session):
    session.run("count = 0;")
    interrupt_after(session, session.start("for (;;) count++;"))
    assert int(session.run("count").value) > 1000


def test_handler_gets_the_first_interrupt_and_the_second_ends(session):
    msg_id = session.start('signal(SIGINT, deaf); puts("ready"); for (;;) sleep(1);')
    session.wait_for_output(msg_id)
    session.process.send_signal(signal.SIGINT)
    assert session.is_silent("shell", 0.5)
    outcome, seconds = interrupt_after(session, msg_id, 0)
    assert outcome.reply["ename"] == "KeyboardInterrupt"
    assert seconds < SOON_S


def test_second_interrupt_ends_what_hides_from_signals(session):
    session.run("#include <sys/syscall.h>\n#include <string.h>\nint kept = 5;")
    msg_id = session.start("char all[128]; memset(all, 255, 128); "
                           "puts(\"ready\"); "
                           "syscall(SYS_rt_sigprocmask, SIG_SETMASK, all, 0, 8); for (;;);")
    session.wait_for_output(msg_id)
    session.process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    outcome, seconds = interrupt_after(session, msg_id, 0)
    assert outcome.reply["ename"] == "RunnerDied"
    assert "did not stop when it was interrupted" in outcome.reply["evalue"]
    assert seconds < SOON_S
    assert session.run("1 + 1").value == "2"


@pytest.mark.parametrize("text", ("getchar();", "int n; scanf(\"%d\", &n);"))
def test_interrupt_ends_input(session, text):
    msg_id = session.start("#include <stdio.h>\n" + text, allow_stdin=True)
    session.receive("stdin")
    outcome, seconds = interrupt_after(session, msg_id)
    assert outcome.reply["ename"] == "KeyboardInterrupt"
    assert seconds < SOON_S


def test_interrupt_ends_a_compilation(session):
    """At the first interrupt, wherever the compiler is, and nothing is lost."""
    session.run("count = 7;")
    for i in range(6):
        outcome, seconds = interrupt_after(session, session.start(DOUBLING), 0.2 + i * 0.037)
        assert outcome.reply["ename"] == "KeyboardInterrupt", outcome.reply
        assert seconds < SOON_S
        assert session.run("count").value == "7"


def test_interrupt_at_any_moment_loses_nothing(session):
    session.run("count = 9;")
    at = random.Random(9)
    for i in range(240):
        msg_id = session.start(SHORT[i % len(SHORT)].format(i=i))
        time.sleep(at.random() ** 2 * 0.03)
        session.process.send_signal(signal.SIGINT)
        outcome = session.finish(msg_id)
        assert outcome.reply.get("ename") in (None, "KeyboardInterrupt", "SIGSEGV"), outcome.reply
        count = session.run("count")
        if count.reply.get("ename") == "KeyboardInterrupt":  # the kernel heard of it only now
            count = session.run("count")
        assert count.value == "9", (outcome.reply, count.reply)


def test_interrupt_while_the_client_does_not_read(session):
    """A cell that waits for a slow client ends at the first interrupt, and keeps its memory."""
    session.run("count = 8;")
    msg_id = session.start('for (;;) puts("more");')
    time.sleep(0.7)
    for _ in range(2):
        session.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
    outcome = session.finish(msg_id, 60)
    assert outcome.reply["ename"] == "KeyboardInterrupt", outcome.reply
    assert session.run("count").value == "8"

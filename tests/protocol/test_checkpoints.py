# tests/protocol/test_checkpoints.py - checkpoints: their processes, and what they bring back.
"""What cells see of %undo is in tests/cells/undo_*.c; here are the processes, the pauses between
cells in which checkpoints are taken by themselves, and ends that nobody asked for."""

import os
import pathlib
import signal
import subprocess
import time

import pytest

DEADLINE_S = 10.0
PAUSE_S = 0.05  # so long without a cell is a pause (jit/checkpoint.c)


def wait_until(is_so, what):
    deadline = time.monotonic() + DEADLINE_S
    while not is_so():
        assert time.monotonic() < deadline, f"{what}: not in {DEADLINE_S} s"
        time.sleep(0.01)


def children_of(pid):
    """Gives the processes whose parent that is: {pid: state}."""
    found = {}
    for one in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = pathlib.Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # it has ended
        if int(fields[1]) == pid:
            found[int(one)] = fields[0]
    return found


def runner_of(kernel):
    return int(kernel.run("#include <unistd.h>\ngetpid()").value)


def checkpoints_of(kernel):
    return [pid for pid in children_of(kernel.process.pid) if pid != kernel.runner]


def is_ended(pid):
    """Also when nobody has reaped it: it is not the kernel's any more."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except OSError:
        return True


@pytest.fixture
def kernel(start_kernel):
    one = start_kernel()
    one.runner = runner_of(one)
    return one


def pause(kernel):
    """Waits for the checkpoint that is taken when no cell comes."""
    before = set(checkpoints_of(kernel))
    wait_until(lambda: set(checkpoints_of(kernel)) - before, "a checkpoint in a pause")


def test_a_pause_takes_one(kernel):
    pause(kernel)
    kernel.run("int n = 1;")
    pause(kernel)
    kernel.run("n = 2;")
    assert "back before In[3]; undone: In[3]" in kernel.run("%undo").text()
    assert kernel.run("n").value == "1"


def test_a_pause_after_nothing_takes_none(kernel):
    pause(kernel)
    before = checkpoints_of(kernel)
    kernel.run("%who")
    time.sleep(PAUSE_S * 4)
    assert checkpoints_of(kernel) == before


def test_cells_in_a_row_take_none(kernel):
    kernel.run("%checkpoint off")
    before = len(checkpoints_of(kernel))
    ids = [kernel.start("%checkpoint auto\nint n = 0;")]
    ids += [kernel.start("n++;") for _ in range(20)]
    for msg_id in ids:
        assert kernel.finish(msg_id).reply["status"] == "ok"
    assert len(checkpoints_of(kernel)) < before + 10  # a busy machine makes pauses


def test_a_killed_runner_leaves_the_pause_before(kernel):
    kernel.run("int n = 5;\nint get(void) { return n; }")
    pause(kernel)
    os.kill(kernel.runner, signal.SIGKILL)
    wait_until(lambda: is_ended(kernel.runner), "the runner's end")
    reply = kernel.run("n = 6;").reply
    assert reply["ename"] == "RunnerDied"
    assert "memory is as it was before In[3]" in reply["evalue"]
    assert kernel.run("get()").value == "5"


def test_a_killed_checkpoint_is_passed_over(kernel):
    kernel.run("%checkpoint on\nint n = 1;")
    kernel.run("n = 2;")
    kernel.run("n = 3;")
    newest = max(checkpoints_of(kernel))
    os.kill(newest, signal.SIGKILL)
    os.kill(kernel.runner, signal.SIGKILL)
    reply = kernel.run("n = 4;").reply
    assert "memory is as it was before In[3]" in reply["evalue"]
    assert kernel.run("n").value == "1"


def test_without_a_living_process_the_session_starts_over(kernel):
    kernel.run("%checkpoint on\nint n = 1;\nint twice(int x) { return 2 * x; }")
    kernel.run("n = 2;")
    for pid in children_of(kernel.process.pid):
        os.kill(pid, signal.SIGKILL)
    reply = kernel.run("n = 3;").reply
    assert "a new one was started" in reply["evalue"]
    assert "gone, with the memory that they had: n" in reply["evalue"]
    assert kernel.run("twice(21)").value == "42"


def test_a_checkpoint_survives_a_new_runner(kernel):
    kernel.run("int n = 1; %checkpoint off".replace(" %", "\n%"))
    kernel.run("%checkpoint here")
    here = max(checkpoints_of(kernel))
    kernel.run("n = 2;\n%reset -f")
    assert "back at 'here'" in kernel.run("%restore here").text()
    assert runner_of(kernel) == here
    assert kernel.run('#include <stdio.h>\nprintf("%d\\n", n);').text() == "1\n"
    assert kernel.run("!echo program").text() == "program\n"


def test_values_are_read_in_the_restored_process(kernel):
    kernel.run("int n = 1;\n%checkpoint here")
    kernel.run("int m = 2; n = 3;")
    kernel.run("%restore here")
    inspected = kernel.ask("inspect_request", {"code": "n", "cursor_pos": 1})
    assert "1" in inspected["data"]["text/plain"]
    assert not kernel.ask("inspect_request", {"code": "m", "cursor_pos": 1})["found"]


def test_an_interrupt_reaches_the_restored_runner(kernel):
    kernel.run("int n = 1;\n%checkpoint here")
    kernel.run("%restore here")
    msg_id = kernel.start("#include <stdio.h>\nputs(\"on\"); fflush(stdout);\nfor (;;);")
    kernel.wait_for_output(msg_id)
    kernel.process.send_signal(signal.SIGINT)
    assert kernel.finish(msg_id).reply["ename"] == "KeyboardInterrupt"
    assert kernel.run("n").value == "1"


def test_output_and_input_work_in_the_restored_runner(kernel):
    kernel.run("#include <stdio.h>\n#include <stdlib.h>\nint n = 1;\n%checkpoint here")
    kernel.run("%restore here")
    outcome = kernel.run('puts("a"); fputs("b\\n", stderr); system("echo c; cat");',
                         allow_stdin=False)
    assert outcome.text() == "a\nc\n"
    assert outcome.text("stderr") == "b\n"


def test_children_find_the_end_of_their_input(kernel):
    """A checkpoint keeps no end of their pipe open."""
    kernel.run("%checkpoint on\n#include <stdlib.h>\nint n;")
    kernel.run("n = 1;")
    assert kernel.run('system("cat; echo end");', allow_stdin=False).text() == "end\n"


def test_none_while_threads_run(kernel):
    kernel.run("%checkpoint on\n#include <pthread.h>\n#include <unistd.h>\n"
               "void *wait_for_it(void *arg) { pause(); return arg; }\npthread_t thread;")
    kernel.run("pthread_create(&thread, NULL, wait_for_it, NULL);")
    kernel.run("int n = 1;")
    error = kernel.run("%undo").reply["evalue"]
    assert "there is no checkpoint before In[4]: threads of cells run" in error
    assert "%undo 2 goes back before In[3]" in error
    error = kernel.run("%checkpoint here").reply
    assert error["ename"] == "CheckpointError" and "threads of cells run" in error["evalue"]
    outcome = kernel.run("%undo 2")
    assert outcome.reply["status"] == "ok"
    assert "threads that cells had started have ended" in outcome.text("stderr")
    assert "threads" not in kernel.run("int k;\n%undo").text("stderr")
    assert kernel.run("%checkpoint here").reply["status"] == "ok"


def test_none_while_a_pipe_is_open(kernel):
    """The reader of a pipe would not see its end while a checkpoint has it open."""
    kernel.run("%checkpoint on\n#include <unistd.h>\nint ends[2]; char c;\npipe(ends);")
    kernel.run("int n = 1;")
    assert kernel.run("close(ends[1]); (int)read(ends[0], &c, 1)").value == "0"
    assert "cells have pipes or sockets open" in kernel.run("%undo").reply["evalue"]
    assert kernel.run("%checkpoint asked").text() == "checkpoint 'asked'\n"


def test_timed_cells_share_no_pages(kernel):
    """What is shared with a checkpoint is taken apart before the clock starts."""
    faults = ("struct rusage usage;\n"
              "long faults(void) { getrusage(RUSAGE_SELF, &usage); return usage.ru_minflt; }")
    kernel.run("#include <sys/resource.h>\n#include <stdlib.h>\n#include <string.h>\n" + faults)
    kernel.run("char *bytes = malloc(16 << 20); memset(bytes, 1, 16 << 20); long before;")
    write = "before = faults(); memset(bytes, 2, 16 << 20); before = faults() - before;"
    kernel.run("%checkpoint here")
    kernel.run(write)
    assert int(kernel.run("before").value.rstrip("L")) >= 4096
    kernel.run("%checkpoint here")
    kernel.run("%time " + write)
    assert int(kernel.run("before").value.rstrip("L")) < 64


def test_many_leave_nothing_behind(kernel):
    kernel.run("%checkpoint on\nint n = 0;")
    for _ in range(30):
        kernel.run("n++;")
    fds = f"/proc/{kernel.process.pid}/fd"
    before = len(os.listdir(fds))
    for i in range(200):
        kernel.run("n++;" if i % 10 else "%undo 2\nn++;")
    assert len(os.listdir(fds)) <= before + 1
    wait_until(lambda: "Z" not in children_of(kernel.process.pid).values(), "the last one's end")
    kernel.runner = runner_of(kernel)
    assert len(checkpoints_of(kernel)) <= 17


def test_the_runner_gathers_no_descriptors(kernel):
    kernel.run("%checkpoint on\nint n = 0;")
    kernel.run("n++;")
    before = len(os.listdir(f"/proc/{kernel.runner}/fd"))
    for _ in range(40):
        kernel.run("n++;")
    assert len(os.listdir(f"/proc/{kernel.runner}/fd")) == before
    for _ in range(5):
        kernel.run("%undo")
    assert len(os.listdir(f"/proc/{runner_of(kernel)}/fd")) == before


@pytest.mark.parametrize("how", ["killed", "shut down"])
def test_the_end_of_the_kernel_ends_them(kernel, how):
    kernel.run("%checkpoint on\nint n = 0;")
    kernel.run("n++;\n%checkpoint here")
    kernel.run("%restore here")
    kernel.run("n++;")
    pids = list(children_of(kernel.process.pid))
    assert len(pids) >= 4
    if how == "killed":
        kernel.process.kill()
    else:
        kernel.send("control", "shutdown_request", {"restart": False})
    kernel.wait_for_exit()
    wait_until(lambda: all(is_ended(pid) for pid in pids), "the end of all its processes")


def test_names_are_completed(kernel):
    kernel.run("int n = 1;\n%checkpoint before_sort")
    matches = kernel.ask("complete_request", {"code": "%restore be", "cursor_pos": 11})["matches"]
    assert matches == ["before_sort"]


def test_what_comes_back_waits_for_no_thread(kernel):
    """setuid() asks every thread that libc knows; what is forked as soon as threads start has some
    that never do."""
    kernel.run("#include <unistd.h>\nint n = 5;")
    pause(kernel)
    for _ in range(12):  # the runner that comes back is forked again before its threads have begun
        kernel.run("__asm__ volatile(\"mov $231, %eax; syscall\");")
    outcome = kernel.run("setreuid(-1, -1);\nn")
    assert outcome.value == "5", outcome.reply


def test_each_end_of_a_runner_is_told_as_it_was(kernel):
    kernel.run("#include <string.h>\n#include <sys/syscall.h>\n#include <unistd.h>\nint n = 5;")
    pause(kernel)
    msg_id = kernel.start("char all[8]; memset(all, 255, 8); syscall(SYS_rt_sigprocmask, SIG_SETMASK, all, 0, 8);"
                          "for (;;);".replace("SIG_SETMASK", "2"))
    time.sleep(PAUSE_S * 2)
    for _ in range(2):
        kernel.process.send_signal(signal.SIGINT)
        time.sleep(0.1)
    assert "did not stop when it was interrupted" in kernel.finish(msg_id).reply["evalue"]
    assert "ended with status 3" in kernel.run("syscall(SYS_exit_group, 3);").reply["evalue"]
    assert kernel.run("n").value == "5"


def test_what_a_library_left_locked_is_in_no_checkpoint(kernel, tmp_path):
    """The loader's lock stays with the thread that had it; nobody could go on after going back."""
    source, library = tmp_path / "bad.c", tmp_path / "bad.so"
    source.write_text("__attribute__((constructor)) static void go(void) { *(volatile int *)0 = 1; }\n",
                      encoding="utf-8")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source], check=True, timeout=60)
    kernel.run("#include <dlfcn.h>\nint count = 7;")
    assert kernel.run(f'dlopen("{library}", RTLD_NOW);').reply["ename"] == "SIGSEGV"
    refused = kernel.run("%checkpoint here").reply
    assert "left something locked" in refused["evalue"]
    start = time.monotonic()
    for i in range(20):
        assert kernel.run("++count").value == str(8 + i)
        time.sleep(0.06)  # a pause, in which one would be taken
    assert time.monotonic() - start < 10

# tests/protocol/test_debuggers.py - what perf and gdb are told of session functions.
"""CICLE_PERF_MAP and CICLE_GDB, which the runner inherits from the kernel."""

import os
import subprocess

import pytest

from client import Kernel

CELL = """#include <unistd.h>
int inner(int n)
{
    return n + getppid();
}
int outer(int n) { return inner(n) + 1; }"""


@pytest.fixture
def told_kernel(program, tmp_path, monkeypatch):
    monkeypatch.setenv("CICLE_PERF_MAP", "1")
    monkeypatch.setenv("CICLE_GDB", "1")
    kernel = Kernel(program, str(tmp_path))
    yield kernel
    if kernel.process.poll() is None:
        shut_down(kernel)
    kernel.stop()


def shut_down(kernel):
    kernel.send("control", "shutdown_request", {"restart": False})
    kernel.wait_for_exit()


def runner_of(kernel):
    kernel.run(CELL)
    return int(kernel.run("getpid()").value)


def test_perf_finds_functions_by_name_and_line(told_kernel):
    path = f"/tmp/perf-{runner_of(told_kernel)}.map"
    with open(path, encoding="utf-8") as file:
        rows = [line.split() for line in file]
    assert os.stat(path).st_mode & 0o777 == 0o600
    places = {row[2]: row[3:] for row in rows}
    assert places["inner"] == ["In[1]:2"]
    assert places["outer"] == ["In[1]:6"]
    assert "<cell>" in places
    for start, size, *_ in rows:
        assert int(start, 16) > 0x1000 and 0 < int(size, 16) < 1 << 20


def test_the_map_goes_with_the_kernel(told_kernel):
    path = f"/tmp/perf-{runner_of(told_kernel)}.map"
    assert os.path.exists(path)
    shut_down(told_kernel)
    assert not os.path.exists(path)


def test_nothing_is_written_unasked(kernel):
    assert not os.path.exists(f"/tmp/perf-{runner_of(kernel)}.map")


def test_gdb_knows_names_and_lines(told_kernel):
    pid = runner_of(told_kernel)
    said = subprocess.run(
        ["gdb", "-nx", "-batch", "-p", str(pid), "-ex", "info line inner", "-ex",
         "info symbol outer"], capture_output=True, text=True, timeout=60, check=False).stdout
    if "ptrace: Operation not permitted" in said:
        pytest.skip("gdb may not attach here")
    assert 'Line 3 of "In[1]" starts at address' in said
    assert "outer in section .text" in said

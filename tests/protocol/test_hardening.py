# tests/protocol/test_hardening.py - how the programs are compiled, and what memory they execute.

import os
import pathlib
import re
import stat
import subprocess

import pytest

IS_SANITIZED = "asan" in os.environ.get("CICLE", "")


def readelf(path, *options):
    done = subprocess.run(["readelf", "-W", *options, path], capture_output=True, text=True)
    assert done.returncode == 0
    return done.stdout


@pytest.fixture(params=["cicle", "cicle-runner"])
def binary(request, program):
    return pathlib.Path(program).with_name(request.param)


def test_it_is_position_independent(binary):
    assert "DYN" in readelf(binary, "-h")
    assert re.search(r"FLAGS_1.*\bPIE\b", readelf(binary, "-d"))


def test_its_tables_are_read_only(binary):
    if IS_SANITIZED:
        pytest.skip("built for finding mistakes")
    assert "GNU_RELRO" in readelf(binary, "-l")
    assert re.search(r"FLAGS_1.*\bNOW\b", readelf(binary, "-d"))


def test_no_segment_is_writable_and_executable(binary):
    headers = readelf(binary, "-l")
    assert "RWE" not in headers
    assert re.search(r"GNU_STACK.* RW ", headers)


def test_buffers_are_guarded(binary):
    if IS_SANITIZED:
        pytest.skip("AddressSanitizer guards them")
    symbols = readelf(binary, "--dyn-syms")
    assert "__stack_chk_fail" in symbols
    for name in ("__snprintf_chk", "__memcpy_chk", "__vfprintf_chk", "__read_chk"):
        if name in symbols:
            break
    else:
        raise AssertionError("no function of glibc's that checks sizes")


def test_it_has_no_rights_of_its_own(binary):
    assert not binary.stat().st_mode & (stat.S_ISUID | stat.S_ISGID)
    assert "security.capability" not in os.listxattr(binary)


def executable_and_writable(pid):
    maps = pathlib.Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace")
    return [line for line in maps.splitlines() if re.search(r" [r-]wx[ps] ", line)]


RUNNING = """#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int compare(const void *a, const void *b) { return *(int *)a - *(int *)b; }
int values[] = {3, 1, 2};
qsort(values, 3, sizeof *values, compare);
puts("ready");
fflush(stdout);
pause();
"""


@pytest.mark.parametrize("magic", ["", "%%prun\n", "%%lprun\n", "%%memprof\n"])
def test_nothing_is_writable_and_executable_while_a_cell_runs(fresh, magic):
    msg_id = fresh.start(magic + RUNNING)
    fresh.wait_for_output(msg_id)
    pid = fresh.process.pid
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    for process in [pid, *children.split()]:
        assert executable_and_writable(process) == []
    fresh.send("control", "interrupt_request")
    fresh.finish(msg_id)


def test_code_cannot_be_written(fresh):
    fresh.run("int f(void) { return 1; }")
    outcome = fresh.run("*(volatile char *)f = 0;")
    assert "SIGSEGV" in "".join(outcome.reply["traceback"])
    outcome = fresh.run("char *code = (char *)__builtin_return_address(0); *code = 0;")
    assert outcome.reply["status"] == "error"
    assert fresh.run("f()").value == "1"


def test_data_cannot_be_executed(fresh):
    fresh.run("unsigned char bytes[] = {0xb8, 42, 0, 0, 0, 0xc3};")
    outcome = fresh.run("((int (*)(void))bytes)()")
    assert "SIGSEGV" in "".join(outcome.reply["traceback"])
    assert fresh.run("bytes[1]").value == "42"

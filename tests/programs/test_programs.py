# tests/programs/test_programs.py - whole programs run as cells exactly as gcc's binaries do.
"""Each of examples/programs is one cell. All of them run in one kernel, whose session they share:
hardly two have not some `struct node`, `swap()` or `find()` of their own in common."""

import pathlib
import re
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path.insert(0, str(TOP / "tests" / "protocol"))

from client import PROGRAM, Kernel  # noqa: E402 (its folder is only known here)

PROGRAMS = sorted((TOP / "examples" / "programs").glob("*.c"))
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
STATUS = re.compile(r"the program ended with status (\d+)\n")
NATIVE_DEADLINE_S = 20

# What a program may end with, beside main()'s `return 0`.
ENDINGS = {
    "return": "int main(void) { return 3; }",
    "return_many_bits": "int main(void) { return 256 + 44; }",
    "return_negative": "int main(void) { return -1; }",
    "no_return": "int main(void) { }",
    "exit": "#include <stdlib.h>\nstatic void leave(void) { exit(5); }\n"
            "int main(void) { leave(); return 0; }",
    "atexit": '#include <stdio.h>\n#include <stdlib.h>\nstatic void bye(void) { puts("bye"); }\n'
              "int main(void) { atexit(bye); return 2; }",
    "quick": "#include <stdlib.h>\nint main(void) { _Exit(9); }",
    "argc": "int main(int argc, char **argv) { return argc + (argv[argc] != NULL); }".replace(
        "NULL", "(char *)0"),
    "unflushed": '#include <stdio.h>\nint main(void) { printf("no newline"); return 1; }',
}


class Result:
    """What a program wrote, and its exit status."""

    def __init__(self, stdout, stderr, status):
        self.stdout, self.stderr, self.status = stdout, stderr, status

    def __eq__(self, other):
        return vars(self) == vars(other)

    def __repr__(self):
        return f"status {self.status}\n{self.stdout}--- stderr:\n{self.stderr}"


def run_natively(text, folder):
    source, binary = folder / "program.c", folder / "program"
    source.write_text(text, encoding="utf-8")
    subprocess.run(["gcc", "-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-o", binary,
                    source, "-lm", "-lpthread"], check=True, timeout=NATIVE_DEADLINE_S)
    done = subprocess.run([binary], capture_output=True, text=True, check=False,
                          timeout=NATIVE_DEADLINE_S)
    return Result(done.stdout, done.stderr, done.returncode)


def run_as_cell(kernel, text):
    outcome = kernel.run(text)
    assert outcome.reply["status"] == "ok", "\n".join(outcome.reply["traceback"])
    stderr = COLOUR.sub("", outcome.text("stderr"))
    status = STATUS.search(stderr)
    return Result(outcome.text(), STATUS.sub("", stderr).strip("\n"),
                  int(status[1]) if status else 0)


@pytest.fixture(scope="module")
def natives(tmp_path_factory):
    """Gives what a program does natively; each is compiled once."""
    folder = tmp_path_factory.mktemp("native")
    known = {}

    def run(text):
        if text not in known:
            known[text] = run_natively(text, folder)
        return known[text]

    return run


@pytest.fixture(scope="module")
def start_kernel(tmp_path_factory):
    kernels = []

    def start():
        kernels.append(Kernel(PROGRAM, str(tmp_path_factory.mktemp("kernel"))))
        return kernels[-1]

    yield start
    for one in kernels:
        one.stop()


@pytest.fixture(scope="module")
def shared(start_kernel):
    return start_kernel()


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_alone(start_kernel, natives, path):
    text = path.read_text(encoding="utf-8")
    assert run_as_cell(start_kernel(), text) == natives(text)


@pytest.mark.parametrize("path", PROGRAMS + PROGRAMS[::-1], ids=lambda path: path.stem)
def test_one_after_the_other(shared, natives, path):
    text = path.read_text(encoding="utf-8")
    assert run_as_cell(shared, text) == natives(text)


@pytest.mark.parametrize("ending", ENDINGS)
def test_endings(shared, natives, ending):
    assert run_as_cell(shared, ENDINGS[ending]) == natives(ENDINGS[ending])


def test_there_are_twenty():
    assert len(PROGRAMS) == 20

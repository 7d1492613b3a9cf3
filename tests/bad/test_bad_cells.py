# tests/bad/test_bad_cells.py - no cell ends the kernel, and what it ends is told.
"""Every cell of cells.py runs in one session per compiler, after all those before it."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import time

import pytest

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path[:0] = [str(TOP / "tests" / "protocol"), str(HERE)]

from cells import ALL, CHECK, CXX_CELL, CXX_LIBRARY, SETUP, STATE, Bad  # noqa: E402
from client import PROGRAM, Kernel  # noqa: E402

TIERS = {"tcc": None, "gcc": "%cflags -O1"}
# A cell that waits is interrupted after this time, and then again and again.
WAIT_S = 0.7
AGAIN_S = 4.0
DEADLINE_S = 60.0


class Session:
    """A kernel with the state that every bad cell must leave."""

    def __init__(self, program, folder, tier):
        self.program, self.folder, self.tier = program, folder, tier
        self.start()

    def start(self):
        self.kernel = Kernel(self.program, self.folder)
        self.kernel.ask("kernel_info_request")
        for cell in filter(None, (TIERS[self.tier], SETUP, *STATE)):
            outcome = self.kernel.run(cell, DEADLINE_S)
            assert outcome.reply["status"] == "ok", outcome.reply

    def run(self, bad):
        """Gives the cell's error, "" without one."""
        msg_id = self.kernel.start(bad.code)
        if bad.waits:
            time.sleep(WAIT_S)
            self.kernel.process.send_signal(signal.SIGINT)
            time.sleep(AGAIN_S / 8)
            self.kernel.process.send_signal(signal.SIGINT)
        reply = self.kernel.finish(msg_id, DEADLINE_S).reply
        return "" if reply["status"] == "ok" else f"{reply['ename']}: {reply['evalue']}"

    def check(self):
        """Tells whether object, function and output are there; gives what is wrong otherwise."""
        outcome = self.kernel.run(CHECK[0], DEADLINE_S)
        if outcome.text() == CHECK[1]:
            return None
        return f"{outcome.text()!r} {outcome.reply.get('ename')}: {outcome.reply.get('evalue')}"


@pytest.fixture(scope="module", params=TIERS)
def session(request, tmp_path_factory):
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    one = Session(PROGRAM, str(tmp_path_factory.mktemp("kernel")), request.param)
    yield one
    one.kernel.stop()
    del os.environ["XDG_CACHE_HOME"]
    if before is not None:
        os.environ["XDG_CACHE_HOME"] = before


def is_told_as_lost(error):
    return "gone" in error and "marker" in error.split("gone")[-1]


def run_and_check(session, bad):
    """Gives what became of the state, and the cell's error."""
    error = session.run(bad)
    wrong = None if is_told_as_lost(error) else session.check()
    if wrong is None and not is_told_as_lost(error):
        return ("checkpoint" if "memory is as it was" in error else "kept"), error
    told = error if is_told_as_lost(error) else wrong
    assert is_told_as_lost(told), f"the state is not as it was, and nothing says so: {told}"
    assert bad.may_lose, told
    session.kernel.run(STATE[0])
    wrong = session.check()
    assert wrong is None, wrong
    return "lost", error or wrong or told


def run_one(session, bad, record_property):
    try:
        state, error = run_and_check(session, bad)
    except BaseException:
        record_property("bad cell", (session.tier, bad.name, "dead", ""))
        session.kernel.stop()
        session.start()
        raise
    record_property("bad cell", (session.tier, bad.name, state, error))
    if bad.ends == "":
        assert not error
    elif bad.ends is not None:
        assert re.search(bad.ends, error), error or "the cell ended well"


@pytest.mark.parametrize("bad", ALL, ids=lambda bad: bad.name)
def test_bad_cell(session, bad, record_property):
    run_one(session, bad, record_property)


def test_cxx_exception(session, tmp_path, record_property):
    """An exception that nobody catches ends the program: std::terminate() calls abort()."""
    source, library = tmp_path / "thrower.cc", tmp_path / "libthrower.so"
    source.write_text(CXX_LIBRARY, encoding="utf-8")
    subprocess.run(["g++", "-shared", "-fPIC", "-o", library, source], check=True, timeout=60)
    run_one(session, Bad("C++ exception", CXX_CELL.replace("LIBRARY", str(library)),
                         "SIGABRT|SIGSEGV"), record_property)

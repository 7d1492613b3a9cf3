# tests/protocol/test_reference.py - docs/magics.md is what the magics' tables say.

import pathlib
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]


def test_the_reference_is_current(program):
    told = subprocess.run([program, "magics"], capture_output=True, check=True, timeout=15).stdout
    page = (TOP / "docs" / "magics.md").read_bytes()
    assert told == page, "run `make docs`"

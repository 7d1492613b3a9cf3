# tests/terminal/conftest.py - the program under test, run in a folder of its own.
import os
import pathlib
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def program():
    return str(pathlib.Path(os.environ.get("CICLE", TOP / "build" / "cicle")).resolve())


@pytest.fixture
def call(program, tmp_path):
    """Gives a function that runs the program with words, and text on its stdin."""

    def run(*words, stdin="", **variables):
        return subprocess.run(
            [program, *map(str, words)],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=30,
            env=os.environ | variables,
        )

    return run

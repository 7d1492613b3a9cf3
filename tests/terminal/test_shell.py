# tests/terminal/test_shell.py - what bash completes, and the manual page.
import pathlib
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
TRY = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cicle
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    "words, offered",
    [
        (["r"], ["run"]),
        (["--"], ["--version", "--help"]),
        (["run", "--p"], ["--profile"]),
        (["run", "--profile", "out.prof", "READ"], ["README.md"]),
        (["prof", "c"], ["convert"]),
        (["prof", "convert", "a", "b", "--format", "p"], ["prof", "pprof"]),
        (["install", "--sys"], ["--sys-prefix"]),
        (["uninstall", "--prefix", "ker"], ["kernel", "kernelspec"]),
        (["kernel", "-f"], ["-f"]),
    ],
)
def test_bash_completes(words, offered):
    script = TOP / "terminal" / "completion" / "cicle.bash"
    done = subprocess.run(
        ["bash", "-c", TRY, "bash", script, "cicle", *words], cwd=TOP, capture_output=True, text=True, timeout=10
    )
    assert sorted(done.stdout.split()) == sorted(offered)
    assert done.stderr == ""


@pytest.mark.parametrize("name", ["cicle.bash", "_cicle", "cicle.fish"])
def test_every_command_is_completed(name):
    text = (TOP / "terminal" / "completion" / name).read_text()
    for command in ("run", "prof", "install", "uninstall", "kernel", "--profile", "sys-prefix"):
        assert command.lstrip("-") in text


def test_the_manual_page_names_every_command(program):
    page = (TOP / "docs" / "cicle.1").read_text().replace("\\-", "-")
    usage = subprocess.run([program, "--help"], capture_output=True, text=True, timeout=10).stdout
    for line in usage.splitlines():
        if line.startswith("  cicle ") and line.split()[1].islower() and "--" not in line.split()[1]:
            assert f"cicle {line.split()[1]}" in page, line

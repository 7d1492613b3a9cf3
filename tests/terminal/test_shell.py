# tests/terminal/test_shell.py - what bash, fish and zsh complete, and the manual page.
import os
import pathlib
import subprocess

import pexpect
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


@pytest.mark.parametrize(
    "line, offered",
    [
        ("cicle r", ["run"]),
        ("cicle inst", ["install"]),
        ("cicle run --p", ["--profile"]),
        ("cicle run READ", ["README.md"]),
        ("cicle prof c", ["convert"]),
        ("cicle prof convert a b --format sp", ["speedscope"]),
        ("cicle install --sys", ["--sys-prefix"]),
        ("cicle uninstall --prefix kernels", ["kernelspec/"]),
        ("cicle kernel -f Make", ["Makefile"]),
    ],
)
def test_fish_completes(line, offered):
    script = TOP / "terminal" / "completion" / "cicle.fish"
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source {script}; complete -C '{line}'"],
        cwd=TOP,
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert [found.split("\t")[0] for found in done.stdout.splitlines()] == offered
    assert done.stderr == ""


@pytest.fixture(scope="module")
def zsh():
    """An interactive zsh in the project's folder that has our completion."""
    child = pexpect.spawn(
        "zsh", ["-f", "-i"], cwd=str(TOP), encoding="utf-8", timeout=10, dimensions=(40, 120),
        env=os.environ | {"TERM": "dumb", "LC_ALL": "C.UTF-8"},
    )
    child.sendline(
        "fpath=(terminal/completion $fpath); autoload -Uz compinit; compinit -u -D; "
        "tell() { local line=$BUFFER; BUFFER=; zle -I; print -r -- \"<$line>\"; }; "
        "zle -N tell; bindkey '^G' tell; print rea''dy"
    )
    child.expect_exact("ready")
    yield child
    child.close(force=True)


@pytest.mark.parametrize(
    "line, whole",
    [
        ("cicle ru", "cicle run "),
        ("cicle inst", "cicle install "),
        ("cicle run --p", "cicle run --profile "),
        ("cicle run READ", "cicle run README.md "),
        ("cicle prof c", "cicle prof convert "),
        ("cicle prof convert a b --format sp", "cicle prof convert a b --format speedscope "),
        ("cicle install --sys", "cicle install --sys-prefix "),
        ("cicle uninstall --prefix kernels", "cicle uninstall --prefix kernelspec/"),
        ("cicle kernel -f Make", "cicle kernel -f Makefile "),
    ],
)
def test_zsh_completes(zsh, line, whole):
    zsh.send(line + "\t\a")
    zsh.expect_exact(f"<{whole}>")

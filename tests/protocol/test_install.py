# tests/protocol/test_install.py - what `cicle install` writes, and the program's other words.

import json
import os
import struct
import subprocess

import pytest


def call(program, *words, **variables):
    clean = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "CONDA_PREFIX")}
    clean.pop("JUPYTER_DATA_DIR", None)
    return subprocess.run(
        [program, *map(str, words)],
        env={**clean, **{k: str(v) for k, v in variables.items()}},
        capture_output=True,
        text=True,
        timeout=15,
    )


def kernels_in(folder):
    return folder / "share" / "jupyter" / "kernels"


def test_the_kernelspec_is_complete(installed, program):
    folder = kernels_in(installed) / "cicle"
    spec = json.loads((folder / "kernel.json").read_text())
    assert spec["argv"] == [program, "kernel", "-f", "{connection_file}"]
    assert spec["display_name"] == "C (cicle)"
    assert spec["language"] == "c"
    assert spec["interrupt_mode"] == "message"
    assert spec["metadata"] == {"debugger": False, "supported_encryption": ["curve"]}
    assert spec["kernel_protocol_version"] == "5.6"
    assert (folder / "logo-svg.svg").read_text().lstrip().startswith("<")
    for size in (32, 64):
        png = (folder / f"logo-{size}x{size}.png").read_bytes()
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", png[16:24]) == (size, size)


@pytest.mark.parametrize(
    "words, variables, place",
    [
        ([], {"HOME": ""}, ".local/share/jupyter/kernels/cicle"),
        (["--user"], {"HOME": ""}, ".local/share/jupyter/kernels/cicle"),
        (["--user"], {"JUPYTER_DATA_DIR": "data"}, "data/kernels/cicle"),
        (["--sys-prefix"], {"VIRTUAL_ENV": "env"}, "env/share/jupyter/kernels/cicle"),
        (["--sys-prefix"], {"CONDA_PREFIX": "env"}, "env/share/jupyter/kernels/cicle"),
        (["--prefix", "p", "--name", "c-dev"], {}, "p/share/jupyter/kernels/c-dev"),
    ],
)
def test_install_and_uninstall(program, tmp_path, words, variables, place):
    words = [tmp_path / "p" if word == "p" else word for word in words]
    variables = {name: tmp_path / value for name, value in variables.items()}
    done = call(program, "install", *words, **variables)
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / place) in done.stdout
    assert (tmp_path / place / "kernel.json").exists()
    assert call(program, "install", *words, **variables).returncode == 0, "again"
    assert call(program, "uninstall", *words, **variables).returncode == 0
    assert not (tmp_path / place).exists()
    assert call(program, "uninstall", *words, **variables).returncode == 1


def test_without_an_environment_sys_prefix_is_refused(program):
    done = call(program, "install", "--sys-prefix")
    assert done.returncode == 1
    assert "VIRTUAL_ENV" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        ["kernel"],
        ["kernel", "-f"],
        ["kernel", "-f", "a", "b"],
        ["install", "--frobnicate"],
        ["install", "--prefix"],
        ["install", "--user", "--sys-prefix"],
        ["install", "--name", "../other"],
        ["install", "--name", ".."],
    ],
)
def test_unknown_words_give_the_usage(program, words):
    done = call(program, *words)
    assert done.returncode == 2
    assert "Usage:" in done.stderr
    assert done.stdout == ""


def test_version_and_help(program):
    assert call(program, "--version").stdout.startswith("cicle ")
    done = call(program, "--help")
    assert done.returncode == 0
    assert "cicle install" in done.stdout


def test_a_missing_connection_file_is_named(program, tmp_path):
    done = call(program, "kernel", "-f", tmp_path / "none.json")
    assert done.returncode == 1
    assert "none.json" in done.stderr

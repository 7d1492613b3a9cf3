# tests/terminal/test_run.py - `cicle run`: programs, scripts and notebooks; `cicle` behind a pipe.
import json
import os
import pstats
import signal
import subprocess
import time

import pytest

PROGRAM = """#!/usr/bin/env -S cicle run
#include <stdio.h>
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
int main(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        printf("%d %s\\n", i, argv[i]);
    fprintf(stderr, "to stderr\\n");
    return fib(15) == 610 ? 7 : 1;
}
"""


def notebook(*sources, **more):
    cells = [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "x"}, *cells], **more})


def test_a_program_has_its_arguments_streams_and_status(call, tmp_path):
    (tmp_path / "p.c").write_text(PROGRAM)
    done = call("run", "p.c", "-a", "two words")
    assert done.stdout == "0 p.c\n1 -a\n2 two words\n"
    assert done.stderr == "to stderr\n"
    assert done.returncode == 7


def test_a_script_runs_by_its_first_line(program, tmp_path):
    script = tmp_path / "script"
    script.write_text(PROGRAM)
    script.chmod(0o755)
    path = os.path.dirname(program) + os.pathsep + os.environ["PATH"]
    done = subprocess.run([script, "x"], capture_output=True, text=True, timeout=30, env=os.environ | {"PATH": path})
    assert done.stdout == f"0 {script}\n1 x\n"
    assert done.returncode == 7


@pytest.mark.parametrize(
    "text, status",
    [
        ("int x = 1;", 0),
        ("#include <stdlib.h>\nexit(3);", 3),
        ("int main(void) { return 300; }", 300 % 256),
        ("int main(void) { }", 0),
        ("*(volatile int *)0 = 1;", 128 + signal.SIGSEGV),
        ("#include <stdlib.h>\nabort();", 128 + signal.SIGABRT),
        ("nosuch(1);", 1),
        ("%nosuch", 1),
    ],
)
def test_the_exit_status(call, text, status):
    assert call("run", "-", stdin=text).returncode == status


def test_statements_run_and_a_value_is_shown(call):
    done = call("run", "-", stdin="#include <stdio.h>\nint x = 3;\nprintf(\"%d\\n\", x);\nx * 2")
    assert (done.stdout, done.stderr, done.returncode) == ("3\n6\n", "", 0)


def test_what_cells_show_is_text(call):
    done = call("run", "-", stdin='#include <cicle.h>\ndisplay_text("shown");')
    assert (done.stdout, done.returncode) == ("shown\n", 0), done.stderr


def test_errors_name_the_file_and_have_no_colours(call, tmp_path):
    (tmp_path / "p.c").write_text("int x = 1;\nint y = nosuch;\n")
    done = call("run", "p.c")
    assert "p.c:2" in done.stderr and "nosuch" in done.stderr
    assert "\x1b" not in done.stderr
    assert done.stdout == ""


def test_warnings_have_no_colours_and_the_programs_bytes_stay(call):
    done = call("run", "-", stdin='#include <stdio.h>\nfprintf(stderr, "\\033[31mred\\n");\nputs("x"); sqrt(4.0);')
    assert "hint: 'sqrt' is declared in <math.h>" in done.stderr
    assert done.stderr.count("\x1b") == 1


def test_a_notebooks_cells_run_in_order(call, tmp_path):
    (tmp_path / "n.ipynb").write_text(
        notebook(["int a = 1;\n", "a"], "", "%define N=4\na + N", "int main(void) { return 0; }", "a + 6")
    )
    done = call("run", "n.ipynb")
    assert (done.stdout, done.stderr, done.returncode) == ("1\n5\n7\n", "", 0)


def test_a_notebook_ends_with_the_cell_that_fails(call, tmp_path):
    (tmp_path / "n.ipynb").write_text(notebook("1", "int v = nosuch;", "3"))
    done = call("run", "n.ipynb")
    assert (done.stdout, done.returncode) == ("1\n", 1)
    assert "In[2]:1" in done.stderr


def test_a_cell_that_is_to_fail_does_not_end_the_notebook(call, tmp_path):
    text = json.loads(notebook("int v = nosuch;", "3"))
    text["cells"][1]["metadata"] = {"tags": ["raises-exception"]}
    (tmp_path / "n.ipynb").write_text(json.dumps(text))
    done = call("run", "n.ipynb")
    assert (done.stdout, done.returncode) == ("3\n", 0)
    assert "nosuch" in done.stderr


def test_a_notebook_from_stdin_and_one_of_format_3(call):
    old = json.dumps({"worksheets": [{"cells": [{"cell_type": "code", "input": ["2 + 2"]}]}]})
    assert call("run", "-", stdin=notebook("1 + 2")).stdout == "3\n"
    assert call("run", "-", stdin=old).stdout == "4\n"


def test_a_profile_is_written(call, tmp_path):
    (tmp_path / "p.c").write_text(PROGRAM)
    done = call("run", "--profile", "out.prof", "p.c")
    assert done.returncode == 7 and done.stdout == "0 p.c\n"
    stats = pstats.Stats(str(tmp_path / "out.prof")).stats
    fib = next(value for key, value in stats.items() if key[2] == "fib")
    assert fib[:2] == (1, 1973)
    assert next(key for key in stats if key[2] == "fib")[:2] == ("p.c", 3)
    assert call("run", "--profile=out.folded", "p.c").returncode == 7
    assert "fib" in (tmp_path / "out.folded").read_text()


def test_a_profile_of_what_crashes_is_written(call, tmp_path):
    text = "void f(void) { *(volatile int *)0 = 1; }\nf();"
    assert call("run", "--profile", "c.json", "-", stdin=text).returncode == 128 + signal.SIGSEGV
    assert '"f"' in (tmp_path / "c.json").read_text()


@pytest.mark.parametrize(
    "words, said",
    [
        ([], "takes a file"),
        (["--nosuch", "x.c"], "'--nosuch'"),
        (["--profile"], "'--profile'"),
        (["--profile", "x.nosuch", "x.c"], "x.nosuch"),
    ],
)
def test_wrong_words_give_the_usage(call, words, said):
    done = call("run", *words)
    assert done.returncode == 2
    assert said in done.stderr and "Usage: cicle run" in done.stderr


def test_files_that_cannot_be_run(call, tmp_path):
    (tmp_path / "n.ipynb").write_text("[1, 2]")
    (tmp_path / "b.c").write_bytes(b"int x;\0")
    assert "cannot read 'nosuch.c'" in call("run", "nosuch.c").stderr
    assert "no notebook" in call("run", "n.ipynb").stderr
    assert "holds a NUL" in call("run", "b.c").stderr
    assert call("run", "nosuch.c").returncode == 1


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_end_what_runs(program, number, status):
    text = "#include <stdio.h>\nputs(\"on\"); fflush(stdout); for (;;) ;"
    with subprocess.Popen([program, "run", "-"], stdin=-1, stdout=-1, stderr=-1, text=True) as process:
        process.stdin.write(text)
        process.stdin.close()
        assert process.stdout.readline() == "on\n"
        time.sleep(0.05)
        process.send_signal(number)
        assert process.wait(10) == status


def test_output_comes_while_the_program_runs(program):
    text = "#include <stdio.h>\n#include <unistd.h>\nputs(\"first\"); fflush(stdout); sleep(20);"
    with subprocess.Popen([program, "run", "-"], stdin=-1, stdout=-1, text=True) as process:
        process.stdin.write(text)
        process.stdin.close()
        start = time.monotonic()
        assert process.stdout.readline() == "first\n"
        assert time.monotonic() - start < 5
        process.terminate()


def test_a_pipe_is_read_cell_by_cell(call):
    lines = "int x = 3;\nx\nint f(int n)\n{\n    return n + 1;\n}\n\nf(x)\nnosuch\n7"
    done = call(stdin=lines)
    assert done.stdout == "3\n4\n7\n"
    assert "In[5]:1" in done.stderr
    assert done.returncode == 1
    assert call(stdin="1 + 1\n").returncode == 0
    branches = "int y = 0;\nif (y)\n    y = 1;\nelse\n    y = 2;\nif (y)\n    y++;\ny\n"
    assert call(stdin=branches).stdout == "3\n"
    assert call(stdin="").stdout == ""


@pytest.mark.parametrize("command", ["run", "install", "uninstall", "kernel", "prof"])
def test_each_command_has_help(call, command):
    done = call(command, "--help")
    assert done.returncode == 0
    assert f"cicle {command}" in done.stdout


def test_a_session_starts_fast(call):
    times = []
    for _ in range(5):
        start = time.monotonic()
        assert call(stdin="1\n").stdout == "1\n"
        times.append(time.monotonic() - start)
    assert min(times) < 0.1  # 9 ms on the machine where it was measured


def test_a_program_reads_stdin(call, tmp_path):
    text = '#include <stdio.h>\nint main(void) { int c, n = 0; while ((c = getchar()) != EOF) n += c == 10; printf("%d\\n", n); }'
    (tmp_path / "p.c").write_text(text)
    assert call("run", "p.c", stdin="a\nb\n\nlast").stdout == "4\n"
    assert call("run", "p.c", stdin="").stdout == "0\n"


def test_cells_behind_a_pipe_read_what_follows_them(call):
    done = call(stdin="#include <stdio.h>\nint n; scanf(\"%d\", &n);\n41\nn + 1\n")
    assert done.stdout == "42\n"


def test_history_of_a_notebook_that_runs(call, tmp_path):
    (tmp_path / "n.ipynb").write_text(notebook("int x = 1;", "x + 1", "%history"))
    assert call("run", "n.ipynb").stdout == "2\nint x = 1;\nx + 1\n"

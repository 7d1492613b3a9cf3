# tests/protocol/test_user_profile.py - cicle.h: its profiles in pstats, and the header in C and C++.
import pathlib
import pstats
import shutil
import subprocess

import pytest

from client import Kernel

HEADER = pathlib.Path(__file__).resolve().parents[2] / "include" / "cicle.h"
FIB = "int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }"


def test_pstats_reads_what_a_cell_dumped(kernel, tmp_path):
    path = tmp_path / "own.prof"
    outcome = kernel.run(f"""#include <cicle.h>
{FIB}
struct cicle_profile *p = profile_new();
for (int i = 0; i < 3; i++) {{
    profile_enable(p);
    fib(10);
    profile_disable(p);
}}
profile_dump_stats(p, "{path}")""")
    assert outcome.value is None and not outcome.text("stderr")
    rows = {key[2]: row for key, row in pstats.Stats(str(path)).stats.items()}
    assert rows["fib"][:2] == (3, 531)
    assert rows["<cell>"][:2] == (3, 3)
    assert rows["<cell>"][3] >= rows["fib"][3] > 0


def test_the_file_goes_where_the_cell_is(kernel, tmp_path):
    kernel.run(f"""#include <cicle.h>
#include <unistd.h>
chdir("{tmp_path}");
struct cicle_profile *here = profile_new();
profile_dump_stats(here, "here.prof");""")
    assert (tmp_path / "here.prof").exists()


def test_many_profiles_in_sequence(kernel):
    kernel.run(f"#include <cicle.h>\n{FIB}")
    outcome = kernel.run("""int good = 0;
for (int i = 0; i < 200; i++) {
    struct cicle_profile *one = profile_new();
    good += !profile_enable(one);
    fib(3);
    good += !profile_disable(one);
    profile_free(one);
}
good""")
    assert outcome.value == "400"


def test_an_interrupt_leaves_the_profile_enabled(kernel):
    kernel.run("#include <cicle.h>\n#include <stdio.h>")
    msg_id = kernel.start("""struct cicle_profile *long_one = profile_new();
profile_enable(long_one);
puts("on"); fflush(stdout);
for (;;);""")
    kernel.wait_for_output(msg_id)
    kernel.ask("interrupt_request", channel="control")
    assert kernel.finish(msg_id).reply["ename"] == "KeyboardInterrupt"
    assert kernel.run("(profile_disable(long_one))").value == "0"
    assert "<cell>" in kernel.run('profile_print_stats(long_one, "time");').text()


def test_a_new_runner_has_no_profiles(fresh):
    fresh.run("#include <cicle.h>\n#include <signal.h>\n#include <sys/syscall.h>\n#include <unistd.h>\n" + FIB)
    fresh.run("struct cicle_profile *p = profile_new(); profile_enable(p);")
    assert fresh.run("syscall(SYS_kill, getpid(), SIGKILL);").reply["ename"] == "RunnerDied"
    assert fresh.run("fib(10)").value == "55"
    assert fresh.run("struct cicle_profile *p = profile_new(); (profile_enable(p))").value == "0"


def test_installed_programs_find_the_header(program, tmp_path):
    for folder, file in (("bin", program), ("bin", program + "-runner"), ("include", HEADER)):
        (tmp_path / folder).mkdir(exist_ok=True)
        shutil.copy(file, tmp_path / folder)
    kernel = Kernel(str(tmp_path / "bin" / "cicle"), str(tmp_path))
    try:
        kernel.ask("kernel_info_request")
        kernel.run("#include <cicle.h>")
        assert kernel.run("profile_new() != 0").value == "1"
        by_cc = kernel.run("__int128 big = 1; struct cicle_profile *q = profile_new(); q != 0")
        assert by_cc.value == "1", by_cc.reply
    finally:
        kernel.stop()


@pytest.mark.parametrize("compiler", [("gcc", "-x", "c", "-std=c99"), ("g++", "-x", "c++")])
def test_the_header_is_good_c_and_good_cpp(compiler):
    if not shutil.which(compiler[0]):
        pytest.fail(f"{compiler[0]} is not installed")
    done = subprocess.run([*compiler, "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
                           HEADER], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr

# tests/cells/test_clang.py - golden cells of what the second compiler does, with clang as that compiler.

import pytest
from test_cells import HERE, PROGRAM, Kernel, run_file

# `make tiers` runs all files so.
NAMES = """
asm_function cc_complex cc_messages cc_missing_header cc_openmp cc_profiled cc_thread_local cc_traceback
check_asan check_asan_objects check_ubsan errors_missing_semicolon explain_names jit_errors jit_options
jit_signatures jit_vectorize locals_callers locals_optimised lprun_cc opt_notes tier_profile tier_traceback
"""


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("CICLE_CC", "clang-14")
    one = Kernel(PROGRAM, str(tmp_path))
    yield one
    one.stop()


@pytest.mark.parametrize("name", NAMES.split())
def test_with_clang(kernel, name):
    run_file(kernel, HERE / f"{name}.c")


LIMITS = (
    (
        "int f(int n) { int g(void) { return n; } return g(); }",
        "clang has no nested functions; gcc has: begin the cell with %%jit --cc gcc",
    ),
    ("_Float32 a = 0.1f32;", "clang has no _Float32 and its like; gcc has"),
)


@pytest.mark.parametrize("cell, words", LIMITS)
def test_what_clang_lacks_is_told(kernel, cell, words):
    assert words in "\n".join(kernel.run(cell).reply["traceback"])
    assert kernel.run(f"%%jit --cc gcc -q\n{cell}").reply["status"] == "ok"
    assert kernel.run("1 + 1").value == "2"


TYPES = (
    ("__int128 big = 5;", "big * 3", "15"),
    ("#include <complex.h>\ndouble complex z = 1 + 2 * I;", "z * z", "-3.0 + 4.0i"),
    ("#include <stdatomic.h>\n_Atomic int steps = 3;", "steps", "3"),
    ("_Atomic(int *) where = 0;", "where", "(_Atomic int * ) NULL"),
    ("typedef int v4 __attribute__((vector_size(16)));\nv4 a = {1, 2, 3, 4};", "a + a", "{2, 4, 6, 8}"),
)


@pytest.mark.parametrize("cell, expression, value", TYPES)
def test_values_of_types_that_only_clang_knows_are_shown(kernel, cell, expression, value):
    kernel.run(cell)
    assert kernel.run(expression).value == value


def test_a_function_that_clang_compiled_is_told_of_in_its_words(kernel):
    kernel.run("%%jit --cc gcc -q\nint f(int *a) { int s = 0; for (int i = 0; i < 64; i++) s += a[i]; return s; }")
    assert "vectorized using" in kernel.run("%opt f").contents("display_data")[0]["data"]["text/plain"]
    kernel.run("%%jit --cc clang-14 -q\nint g(int *a) { int s = 0; for (int i = 0; i < 64; i++) s += a[i]; return s; }")
    assert "[-Rpass" in kernel.run("%opt g").contents("display_data")[0]["data"]["text/plain"]

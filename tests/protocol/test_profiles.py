# tests/protocol/test_profiles.py - what %prun and %profile send to a notebook.

import pytest

DEFINE_FIB = "int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }"
SCRIPT_LEAST = 20_000  # bytes of the view's script, as packed


@pytest.fixture
def profiler(fresh):
    assert fresh.run(DEFINE_FIB).reply["status"] == "ok"
    return fresh


def pages(outcome):
    assert outcome.reply["status"] == "ok"
    return [content["data"]["text/html"] for content in outcome.contents("display_data")]


def run_cells(kernel, ids):
    """Runs a profile in each cell; tells in which the output carries the script."""
    carries = ""
    for cell in ids:
        page, = pages(kernel.run("%prun fib(10)", cell=cell))
        carries += "x" if "DecompressionStream" in page else "."
        assert (len(page) > SCRIPT_LEAST) == (carries[-1] == "x")
    return carries


def test_twenty_profiles_make_a_small_notebook(profiler):
    cells = [f"%prun fib({n})" for n in range(1, 21)]
    for cells_have_ids in (False, True):
        sizes = [len(pages(profiler.run(code, cell=code if cells_have_ids else None))[0])
                 for code in cells]
        assert sum(sizes) < 450_000, sizes


def test_two_cells_carry_the_script_however_often_they_run(profiler):
    assert run_cells(profiler, "abc") == "xx."
    assert run_cells(profiler, "ababab") == "xxxxxx"
    assert run_cells(profiler, "cc") == ".x"


def test_outputs_of_a_cell_share_its_script(profiler):
    outputs = pages(profiler.run("%prun fib(5)\n%profile fib(6)\n%profile diff", cell="a"))
    assert ["DecompressionStream" in page for page in outputs] == [True, False, False]


def test_what_nobody_sees_carries_nothing(profiler):
    profiler.run("%prun fib(5)", silent=True)
    assert run_cells(profiler, "abc") == "xx."

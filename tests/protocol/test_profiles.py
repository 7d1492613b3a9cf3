# tests/protocol/test_profiles.py - what %prun and %profile send to a notebook.

import json

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


# ---- sources in the view ------------------------------------------------------------------------
FUNCTIONS = """// before
int square(int n) { return n * n; }
int sum(int n)
{
    int all = 0;
    for (int i = 0; i < n; i++)
        all += square(i);
    return all;
}"""


def sources(page):
    """The page's sources: (function's name, text, hits and times of lines)."""
    data = json.loads(page.split('<script type="application/json"')[1].split(">", 1)[1].split("</script>")[0])
    return {data["functions"][fn][0]: (text, numbers) for fn, text, *numbers in data["sources"]}


def test_profiles_have_the_sources_of_their_functions(fresh):
    assert fresh.run(FUNCTIONS).reply["status"] == "ok"
    page, = pages(fresh.run("int x = 1;\n%prun sum(100); // \u00f6\nx = 2;"))
    found = sources(page)
    assert found == {"<cell>": ("%prun sum(100); // \u00f6\n", []),
                     "square": ("int square(int n) { return n * n; }\n", []),
                     "sum": (FUNCTIONS[FUNCTIONS.index("int sum"):], [])}


def test_profiles_show_the_line_times_of_the_same_text(fresh):
    fresh.run(FUNCTIONS)
    pages(fresh.run("%prun sum(100)"))
    pages(fresh.run("%lprun -f sum sum(100)"))
    earlier, = pages(fresh.run("%profile show"))
    later, = pages(fresh.run("%%prun\nsum(3);\nsum(4);"))
    for page in (earlier, later):
        text, numbers = sources(page)["sum"]
        assert numbers[0:14:2] == [0, 0, 1, 101, 100, 1, 0], numbers
        assert sources(page)["square"][1] == []
    assert sources(later)["<cell>"][0] == "sum(3);\nsum(4);"
    fresh.run(FUNCTIONS.replace("all = 0", "all = 1"))
    edited, = pages(fresh.run("%prun sum(100)"))
    assert sources(edited)["sum"][1] == []


def test_sources_go_through_a_file(fresh, tmp_path):
    fresh.run(FUNCTIONS)
    page, = pages(fresh.run(f"%prun -D {tmp_path}/sum.prof sum(5)"))
    fresh.run(f"%profile load {tmp_path}/sum.prof")
    again, = pages(fresh.run("%profile show"))
    assert sources(again) == sources(page)

# tests/notebooks/test_examples.py - the example notebooks run from top to bottom, and their
# outputs are what their text promises.

import os
import pathlib
import pstats
import re
import shutil
import subprocess

import nbformat
import pytest
from nbclient import NotebookClient

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("CICLE_BUILD", "build")
EXAMPLES = TOP / "examples"
CELL_DEADLINE_S = 60
START_DEADLINE_S = 20


class Run:
    """A notebook that was executed in a folder of its own."""

    def __init__(self, name, folder):
        self.folder = folder
        self.notebook = nbformat.read(folder / name, as_version=4)
        NotebookClient(self.notebook, timeout=CELL_DEADLINE_S, kernel_name="cicle",
                       startup_timeout=START_DEADLINE_S,
                       resources={"metadata": {"path": str(folder)}}).execute()
        self.cells = {cell["id"]: cell for cell in self.notebook.cells}

    def outputs(self, cell, kind):
        return [out for out in self.cells[cell].outputs if out.output_type == kind]

    def text(self, cell, stream="stdout"):
        return "".join(out.text for out in self.outputs(cell, "stream") if out.name == stream)

    def value(self, cell):
        (out,) = self.outputs(cell, "execute_result")
        return out.data["text/plain"]

    def error(self, cell):
        (out,) = self.outputs(cell, "error")
        return out

    def profile(self, cell):
        (out,) = self.outputs(cell, "display_data")
        return out.data

    def stats(self, file):
        return pstats.Stats(str(self.folder / file))


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    """A folder with the kernelspec, where Jupyter looks first."""
    folder = tmp_path_factory.mktemp("prefix")
    subprocess.run([BUILD / "cicle", "install", "--prefix", folder], check=True, timeout=15)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder / "share" / "jupyter"))
        yield folder


@pytest.fixture(scope="module")
def execute(prefix, tmp_path_factory):
    def execute_copy(name):
        folder = tmp_path_factory.mktemp("examples")
        shutil.copy(EXAMPLES / name, folder)
        return Run(name, folder)

    return execute_copy


@pytest.fixture(scope="module")
def tour(execute):
    return execute("tour.ipynb")


@pytest.fixture(scope="module")
def nbody(execute):
    return execute("nbody.ipynb")


def totals(text):
    """Calls, primitive calls and seconds, as the first line of pstats' text says."""
    found = re.search(r"^\s+(\d+) function calls(?: \((\d+) primitive calls\))? in ([\d.]+) seconds",
                      text)
    calls, primitive, seconds = found.groups()
    return int(calls), int(primitive or calls), float(seconds)


def by_name(stats):
    """Calls and primitive calls of each function."""
    return {name: (calls, primitive)
            for (_, _, name), (primitive, calls, *_) in stats.stats.items()}


def assert_same_totals(stats, text):
    calls, primitive, seconds = totals(text)
    assert (stats.total_calls, stats.prim_calls) == (calls, primitive)
    assert stats.total_tt == pytest.approx(seconds, abs=0.0006)


@pytest.mark.parametrize("name", ["tour.ipynb", "nbody.ipynb"])
def test_notebook_is_stored_clean(name):
    notebook = nbformat.read(EXAMPLES / name, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "cicle"
    assert notebook.metadata.kernelspec.language == "c"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None, cell["id"]


@pytest.mark.parametrize("notebook, wanted", [("tour", {"compile-error", "crash"}), ("nbody", set())])
def test_only_the_announced_cells_fail(notebook, wanted, request):
    run = request.getfixturevalue(notebook)
    failed = {name for name, cell in run.cells.items()
              if cell.cell_type == "code" and run.outputs(name, "error")}
    assert failed == wanted
    complaints = [name for name, cell in run.cells.items()
                  if cell.cell_type == "code" and run.text(name, "stderr")]
    assert complaints == []


@pytest.mark.parametrize("cell, value", [
    ("value", "42"),
    ("values", '{.name = "Zugspitze", .height = 2962, .place = {.lat = 47.42, .lon = 10.98}}'),
    ("redefine-first", "68.0"),
    ("redefine-second", "293.15"),
    ("crash-after", "{0.0, 2.5, 11.0, 4.5, 0.0, 0.0, 6.0}"),
])
def test_tour_values(tour, cell, value):
    assert tour.value(cell) == value


def test_tour_mean_of_the_state(tour):
    assert float(tour.value("state-result")) == pytest.approx(24 / 7)


def test_tour_output(tour):
    assert tour.text("output").splitlines() == [
        "sqrt(1) = 1.0000", "sqrt(2) = 1.4142", "sqrt(3) = 1.7321", "sqrt(4) = 2.0000",
        "sqrt(5) = 2.2361"]


def test_tour_compile_error_points_at_the_place(tour):
    error = tour.error("compile-error")
    assert error.ename == "CompileError"
    assert "'count' undeclared" in error.evalue and "In[8]:2" in error.evalue
    assert any("^~~~~" in line for line in error.traceback)


def test_tour_crash_says_where(tour):
    error = tour.error("crash")
    assert error.ename == "SIGSEGV"
    assert "first()" in error.evalue


def test_tour_prun_counts_every_call(tour):
    data = tour.profile("prun")
    assert 'class="cicle-profile' in data["text/html"]
    assert "Ordered by: internal time" in data["text/plain"]
    # fib(27) makes 2 * fib(28) - 1 calls of fib; the cell and the session's root add one each.
    assert totals(data["text/plain"])[:2] == (635621 + 2, 3)
    assert re.search(r"^ *635621/1 .*In\[11\]:1\(fib\)$", data["text/plain"], re.M)


def test_tour_profile_shows_both_sorts(tour):
    assert tour.text("profile").splitlines() == ["quick sort: sorted", "merge sort: sorted"]
    data = tour.profile("profile")
    assert "39999/1" in data["text/plain"]
    page = data["text/html"]
    assert page.index("<ul") < page.index("<table")  # the static picture comes first
    assert all(name in page for name in ("quick_sort", "partition", "merge_sort", "is_sorted"))


def test_tour_profile_files_load(tour):
    assert by_name(tour.stats("fib.prof"))["fib"] == (21891, 1)
    everything = by_name(tour.stats("tour.prof"))
    assert everything["merge_sort"] == (39999, 1)
    assert everything["fib"] == (635621 + 21891, 2)


def test_tour_cache_tells_what_was_reused(tour):
    assert re.search(r"^units reused +\d+$", tour.text("cache"), re.M)


def test_tour_main_runs(tour):
    assert tour.text("main").split() == (
        "1 2 Fizz 4 Buzz Fizz 7 8 Fizz Buzz 11 Fizz 13 14 FizzBuzz".split())


def test_nbody_values(nbody):
    assert nbody.value("vectors") == "{.x = 2.5, .y = 4.0}"
    assert nbody.value("bodies") == "2000"
    assert len(nbody.text("picture").splitlines()) == 22


def test_nbody_energy_is_kept(nbody):
    drifts = [float(re.search(r"changed by ([\d.]+) %", nbody.text(cell)).group(1))
              for cell in ("energy-check", "film")]
    assert drifts[0] < 1 and drifts[1] < 5


def test_nbody_profile_finds_the_hot_spot(nbody):
    stats = nbody.stats("direct.prof")
    assert_same_totals(stats, nbody.profile("slow")["text/plain"])
    assert by_name(stats)["pull"] == (5_000_000, 5_000_000)
    (find_forces,) = [entry for (_, _, name), entry in stats.stats.items() if name == "find_forces"]
    assert find_forces[3] > 0.9 * stats.total_tt


def test_nbody_tree_is_close_to_the_exact_pull(nbody):
    errors = [float(line.split()[-2]) for line in nbody.text("compare").splitlines()]
    assert len(errors) == 4 and errors[0] == 0 and errors == sorted(errors)
    assert errors[2] < 1


def test_nbody_tree_needs_fewer_calls_and_less_time(nbody):
    direct, tree = nbody.stats("direct.prof"), nbody.stats("tree.prof")
    assert_same_totals(tree, nbody.profile("swap")["text/plain"])
    assert tree.total_calls * 3 < direct.total_calls
    assert tree.total_tt < direct.total_tt
    gains = [float(line.split()[-1].rstrip("x")) for line in nbody.text("race").splitlines()[1:]]
    assert len(gains) == 4 and gains[-1] > 2


def test_nbody_export_holds_all_profiles(nbody):
    assert "3 profiles" in nbody.text("export")
    parts = [by_name(nbody.stats(file)) for file in ("direct.prof", "tree.prof", "collision.prof")]
    everything = by_name(nbody.stats("nbody.prof"))
    for name in ("pull", "vec_add", "simulate", "accelerate"):
        assert everything[name][0] == sum(part[name][0] for part in parts), name

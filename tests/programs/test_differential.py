# tests/programs/test_differential.py - random notebooks do what gcc makes of the same items.
"""The seeds are fixed. `python tests/programs/test_differential.py FIRST LAST` tries others."""

import pathlib
import subprocess
import sys
import tempfile

import pytest

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
sys.path[:0] = [str(TOP / "tests" / "protocol"), str(HERE)]

from client import PROGRAM, Kernel  # noqa: E402 (its folder is only known here)
from notebooks import make_notebook  # noqa: E402

SEEDS = range(40)
NATIVE_DEADLINE_S = 20


def native_outputs(text, folder):
    """Gives what each cell of the batch program prints."""
    source, binary = folder / "batch.c", folder / "batch"
    source.write_text(text, encoding="utf-8")
    subprocess.run(["gcc", "-std=gnu11", "-w", "-O0", "-o", binary, source], check=True,
                   timeout=NATIVE_DEADLINE_S)
    done = subprocess.run([binary], capture_output=True, text=True, check=True,
                          timeout=NATIVE_DEADLINE_S)
    return [part.split("\n", 1)[1] for part in done.stdout.split("\n--- ")[1:]]


def cell_output(kernel, cell):
    outcome = kernel.run(cell.text)
    if (outcome.reply["status"] != "ok") != cell.fails:
        return "\n".join(["failed" if not cell.fails else "succeeded",
                          *outcome.reply.get("traceback", [])])
    value = f"Out: {outcome.value}\n" if outcome.value is not None else ""
    return outcome.text() + value


def find_difference(program, seed, folder):
    """Runs a notebook. Gives None, or what to look at."""
    cells, batch = make_notebook(seed)
    expected = native_outputs(batch, folder)
    kernel = Kernel(program, str(folder))
    try:
        for number, cell in enumerate(cells):
            found = cell_output(kernel, cell)
            if found.rstrip("\n") != expected[number].rstrip("\n"):
                shown = "\n// ---\n".join(c.text for c in cells[: number + 1])
                return (f"seed {seed}, cell {number}\n{shown}\n"
                        f"gcc:\n{expected[number]}\ncicle:\n{found}")
    finally:
        kernel.stop()
    return None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_notebook(seed, tmp_path):
    difference = find_difference(PROGRAM, seed, tmp_path)
    assert difference is None, difference


def main(first, last):
    """Tries seeds by hand; prints the shortest of the differences."""
    differences = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, last):
            try:
                difference = find_difference(PROGRAM, seed, pathlib.Path(folder))
            except (AssertionError, subprocess.SubprocessError) as error:
                difference = f"seed {seed}: {error}"
            if difference:
                differences.append(difference)
    print(min(differences, key=len) if differences else "all agree")
    print(f"{len(differences)} of {last - first} differ")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

# bench/programs.py - fifteen programs at both tiers, beside gcc, clang, tcc, CPython and Numba.
"""Each file in bench/programs/ defines `double run(void)`. It is measured as cells of a notebook, at
tier tcc and at tier cc, and as a program of its own, by every compiler that is there, in one run:
the CPU time of the fastest of several calls; some also in Python, by CPython and by Numba.

Usage: programs.py [--write]
--write: the table and a picture of it become docs/benchmarks.md.
"""

import json
import math
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

from latency import BUILD, TOP, Kernel
from support import python_programs

CALLS = 5
ROUNDS = 3

# Calls run() of a program, and prints the milliseconds of the fastest call and what it gave.
TIMED_CALLS = f"""double best_ms = 1e9, result = 0;
for (int i = 0; i < {CALLS}; i++) {{
    struct timespec started, ended;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &started);
    result = run();
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);
    double ms = (double)(ended.tv_sec - started.tv_sec) * 1e3 +
                (double)(ended.tv_nsec - started.tv_nsec) / 1e6;
    if (ms < best_ms)
        best_ms = ms;
}}
printf("%.4f %.10g\\n", best_ms, result);
"""
HEADERS = "#include <stdio.h>\n#include <time.h>\n"
MAIN = f"{HEADERS}double run(void);\nint main(void)\n{{\n{TIMED_CALLS}return 0;\n}}\n"

NATIVE = {
    "gcc -O0": ["gcc", "-O0"],
    "gcc -O2": ["gcc", "-O2"],
    "gcc -O3 -march=native": ["gcc", "-O3", "-march=native"],
    "clang -O2": ["clang", "-O2"],
    "clang -O3 -march=native": ["clang", "-O3", "-march=native"],
}
# %jit's word, and whether each function, type and object is a cell of its own.
TIERS = {
    "cicle, tier tcc": ("off", False),
    "cicle, tier cc": ("on", False),
    "tier cc, many cells": ("on", True),
}


class Wrong(Exception):
    """A program gave another result than the others."""


def parse(output):
    """Gives the milliseconds and the result that TIMED_CALLS printed."""
    ms, result = output.split()[-2:]
    return float(ms), float(result)


def build_native(programs, folder):
    """Compiles each program with each compiler. Gives {(program, compiler): command}."""
    main = folder / "main.c"
    main.write_text(MAIN)
    commands = {}
    for compiler, command in NATIVE.items():
        if not shutil.which(command[0]):
            continue
        for program in programs:
            path = folder / f"{program.stem}.{len(commands)}"
            # Two texts: run() must not be seen to give the same each time.
            subprocess.run([*command, "-o", path, program, main, "-lm"], check=True)
            commands[program.stem, compiler] = [str(path)]
    for program in programs:
        text = folder / f"{program.stem}.tcc.c"
        text.write_text(program.read_text() + MAIN)
        commands[program.stem, "tcc"] = ["tcc", "-lm", "-run", str(text)]
    return commands


def printed(kernel, code):
    """Runs a cell and gives what it wrote to stdout."""
    _, contents = kernel.run(code)
    for header, content in contents:
        if b'"error"' in header:
            raise Wrong(json.loads(content)["evalue"])
    return "".join(
        json.loads(content)["text"] for header, content in contents if b'"stream"' in header
    )


def pieces(text):
    """Cuts a program at the blank lines between its top-level pieces: a cell for each."""
    cells, cell, depth = [], "", 0
    for line in text.splitlines(keepends=True):
        if not line.strip() and not depth and cell.strip():
            cells.append(cell)
            cell = ""
        cell += line
        depth += line.count("{") - line.count("}")
    return [*cells, cell]


def run_cells(program, jit, folder, is_split=False):
    """Runs a program as cells, in a kernel of its own. Gives what TIMED_CALLS printed."""
    kernel = Kernel([str(BUILD / "cicle"), "kernel"], folder)
    kernel.wait_subscribed()
    printed(kernel, f"%jit {jit}")
    printed(kernel, HEADERS)
    for cell in pieces(program.read_text()) if is_split else [program.read_text()]:
        printed(kernel, cell)
    if jit == "on":
        printed(kernel, "%jit wait")
    measured = parse(printed(kernel, TIMED_CALLS))
    kernel.close()
    return measured


def run_all(programs, folder):
    """Gives {(program, who): milliseconds}, the least of all rounds."""
    commands = build_native(programs, folder)
    least, results = {}, {}

    def note(key, measured):
        ms, result = measured
        least[key] = min(ms, least.get(key, math.inf))
        known = results.setdefault(key[0], result)
        # -march=native lets compilers fuse a multiplication and an addition.
        if abs(known - result) > 2e-3 * abs(known):
            raise Wrong(f"{key[0]} by {key[1]} gave {result}, not {known}")

    for _ in range(ROUNDS):
        for key, command in commands.items():
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            note(key, parse(done.stdout))
        for program in programs:
            for tier, (jit, is_split) in TIERS.items():
                note((program.stem, tier), run_cells(program, jit, folder, is_split))
    for name, who, measured in python_programs.measure():
        note((name, who), measured)
    return least


def geometric_mean(ratios):
    return math.exp(statistics.fmean(math.log(ratio) for ratio in ratios))


def ratios(least, names, who, base):
    """Gives who's time over base's, for each program that both ran."""
    return [
        least[name, who] / least[name, base]
        for name in names
        if (name, who) in least and (name, base) in least
    ]


def with_best(least, names):
    """Adds the best of gcc's builds of each program."""
    for name in names:
        least[name, "best of gcc"] = min(
            ms for (other, who), ms in least.items() if other == name and who.startswith("gcc")
        )


def columns(least):
    order = [*TIERS, *NATIVE, "tcc", "Numba", "CPython"]
    return [who for who in order if any(key[1] == who for key in least)]


def table(least, names):
    """Gives the lines of a Markdown table: milliseconds, and geometric means of ratios."""
    whos = columns(least)
    lines = ["| program, ms | " + " | ".join(whos) + " |", "| --- |" + " ---: |" * len(whos)]
    for name in names:
        cells = [f"{least[name, who]:,.1f}" if (name, who) in least else "" for who in whos]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    means = [f"{geometric_mean(ratios(least, names, who, 'best of gcc')):.2f}" for who in whos]
    lines.append("| **beside the best of gcc** | " + " | ".join(means) + " |")
    return lines


BAR_PX, ROW_PX, LEFT_PX = 420, 26, 190


def picture(least, names):
    """Gives an SVG: a bar for each column, as long as the logarithm of its mean ratio."""
    rows = [
        (who, geometric_mean(ratios(least, names, who, "best of gcc"))) for who in columns(least)
    ]
    rows.sort(key=lambda row: row[1])
    longest = math.log10(max(10, rows[-1][1] * 1.2))
    height = ROW_PX * len(rows) + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT_PX + BAR_PX + 70}" height="{height}"'
        ' font-family="sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="#fff"/>',
        '<text x="8" y="18" fill="#444">time beside the best of gcc, geometric mean (logarithmic)</text>',
    ]
    for at, (who, ratio) in enumerate(rows):
        y = 30 + at * ROW_PX
        width = max(2, math.log10(max(ratio, 1)) / longest * BAR_PX)
        colour = "#d9822b" if who in TIERS else "#8aa5bd"
        parts.append(f'<text x="8" y="{y + 15}" fill="#222">{who}</text>')
        parts.append(
            f'<rect x="{LEFT_PX}" y="{y + 3}" width="{width:.1f}" height="16" fill="{colour}"/>'
        )
        parts.append(
            f'<text x="{LEFT_PX + width + 6:.1f}" y="{y + 15}" fill="#222">{ratio:.2f}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def write(lines, drawing):
    """Puts the table and the picture into docs/, between the marks of benchmarks.md."""
    page = TOP / "docs" / "benchmarks.md"
    body = "\n".join(["<!-- measured -->", *lines, "<!-- end -->"])
    text = re.sub(r"<!-- measured -->.*<!-- end -->", lambda _: body, page.read_text(), flags=re.S)
    page.write_text(text)
    (TOP / "docs" / "images" / "benchmarks.svg").write_text(drawing)


def main():
    programs = sorted(pathlib.Path(__file__).with_name("programs").glob("*.c"))
    names = [program.stem for program in programs]
    with tempfile.TemporaryDirectory() as folder:
        least = run_all(programs, pathlib.Path(folder))
    with_best(least, names)
    lines = table(least, names)
    print("\n".join(lines))
    if "--write" in sys.argv[1:]:
        write(lines, picture(least, names))


if __name__ == "__main__":
    main()

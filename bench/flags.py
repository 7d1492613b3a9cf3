# bench/flags.py - tier cc with other flags: which optimisations are the default, and why.
"""The programs of bench/programs/ as cells at tier cc, with -O2 and -O3, with and without
-march=native, in one run. A figure is the CPU time of the fastest of several calls.

Usage: flags.py [--write]
--write: the table becomes docs/optimising.md's.
"""

import math
import os
import pathlib
import re
import shutil
import sys
import tempfile

from latency import TOP
from programs import ROUNDS, geometric_mean, ratios, run_cells

FLAGS = ["-O2", "-O2 -march=native", "-O3", "-O3 -march=native"]


def compiler(folder, flags):
    """Writes a gcc that has these flags where the tier asks for its own."""
    path = folder / flags.replace(" ", "") / "gcc"
    path.parent.mkdir()
    path.write_text(
        "#!/bin/bash\nfor arg; do shift\n"
        f'case $arg in -O3) set -- "$@" {flags};; -march=native) ;; *) set -- "$@" "$arg";; esac\n'
        f'done\nexec {shutil.which("gcc")} "$@"\n'
    )
    path.chmod(0o755)
    return path


def measure(programs, folder):
    """Gives {(program, flags): milliseconds}, the least of all rounds."""
    compilers = {flags: compiler(folder, flags) for flags in FLAGS}
    least = {}
    for _ in range(ROUNDS):
        for program in programs:
            for flags, path in compilers.items():
                os.environ["CICLE_CC"] = str(path)
                ms, _ = run_cells(program, "on", folder)
                key = program.stem, flags
                least[key] = min(ms, least.get(key, math.inf))
    return least


def table(least, names):
    lines = ["| program, ms | " + " | ".join(FLAGS) + " |", "| --- |" + " ---: |" * len(FLAGS)]
    for name in names:
        least[name, "best"] = min(least[name, flags] for flags in FLAGS)
        lines.append(f"| {name} | " + " | ".join(f"{least[name, f]:,.1f}" for f in FLAGS) + " |")
    means = [f"{geometric_mean(ratios(least, names, flags, 'best')):.2f}" for flags in FLAGS]
    lines.append("| **beside the best of the four** | " + " | ".join(means) + " |")
    return lines


def main():
    programs = sorted(pathlib.Path(__file__).with_name("programs").glob("*.c"))
    with tempfile.TemporaryDirectory() as folder:
        least = measure(programs, pathlib.Path(folder))
    lines = table(least, [program.stem for program in programs])
    print("\n".join(lines))
    if "--write" in sys.argv[1:]:
        page = TOP / "docs" / "optimising.md"
        body = "\n".join(["<!-- measured -->", *lines, "<!-- end -->"])
        text = page.read_text()
        page.write_text(re.sub(r"<!-- measured -->.*<!-- end -->", lambda _: body, text, flags=re.S))


if __name__ == "__main__":
    main()

# bench/tiers.py - programs at tier tcc and tier cc, beside the same ones compiled natively.
"""Each of bench/programs/*.c runs as cells in one session, at both tiers, and as one file made by
gcc, clang and tcc. CPU time in milliseconds, the least of several runs, all in this one run of the
benchmark; the results must be equal. With --write, docs/benchmarks.md gets the table."""

import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests" / "protocol"))

from client import Kernel  # noqa: E402 (its folder is only known here)

RUNS = 9
# Runs bench() and tells the least CPU time and the result.
TIMING = """
{{
	double least = 1e9, result = 0, (*volatile run)(void) = bench;
	for (int i = 0; i < {runs}; i++) {{
		struct timespec from, to;
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
		result = run();
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
		double s = to.tv_sec - from.tv_sec + (to.tv_nsec - from.tv_nsec) / 1e9;
		if (s < least)
			least = s;
	}}
	printf("%.6f %.15g\\n", least, result);
}}
""".format(runs=RUNS)
HEAD = "#include <stdio.h>\n#include <time.h>\n"
NATIVE = {
    "gcc -O0": ["gcc", "-O0"],
    "gcc -O2": ["gcc", "-O2"],
    "gcc -O2 native": ["gcc", "-O2", "-march=native"],
    "gcc -O3": ["gcc", "-O3"],
    "gcc -O3 native": ["gcc", "-O3", "-march=native"],
    "clang -O3 native": ["clang", "-O3", "-march=native"],
    "tcc": ["tcc"],
}
COLUMNS = [*NATIVE, "tier tcc", "tier cc"]
BEST = ["gcc -O2", "gcc -O2 native", "gcc -O3", "gcc -O3 native"]


def parse(text):
    seconds, result = text.split()
    return float(seconds) * 1e3, result


def native(source, command, folder):
    """Compiles a program as one file. Gives the milliseconds and the result."""
    path = folder / "program"
    text = HEAD + source.read_text() + "\nint main(void)\n{" + TIMING + "}\n"
    subprocess.run(
        [*command, "-w", "-x", "c", "-", "-o", path, "-lm"]
        if command[0] != "tcc"
        else [*command, "-w", "-", "-o", path, "-lm"],
        input=text, text=True, check=True,
    )
    return parse(subprocess.run([path], capture_output=True, text=True, check=True).stdout)


def at_tiers(source, folder):
    """Runs a program's cells. Gives milliseconds and result at tier tcc and at tier cc."""
    kernel = Kernel(os.environ.get("CICLE", str(TOP / "build" / "cicle")), str(folder))
    try:
        kernel.ask("kernel_info_request")
        for cell in ["%jit off", "%lib m", HEAD, *source.read_text().split("// ---\n")]:
            outcome = kernel.run(cell)
            assert outcome.reply["status"] == "ok", outcome.reply
        slow = kernel.run(TIMING, timeout_s=120).text()
        kernel.run("%jit on\n%jit wait", timeout_s=120)
        return parse(slow), parse(kernel.run(TIMING, timeout_s=120).text())
    finally:
        kernel.stop()


def measure(source):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        rows = {column: native(source, command, folder) for column, command in NATIVE.items()}
        rows["tier tcc"], rows["tier cc"] = at_tiers(source, folder)
    # With -march=native, gcc and clang round a sum of products once.
    exact = {result for column, (_, result) in rows.items() if "native" not in column}
    assert len(exact) == 1, f"{source.stem}: different results {rows}"
    return {column: ms for column, (ms, _) in rows.items()}


def mean(values):
    return math.exp(sum(math.log(v) for v in values) / len(values))


def table(rows):
    lines = ["| program | " + " | ".join(COLUMNS) + " |", "| --- |" + " ---: |" * len(COLUMNS)]
    for name, times in rows.items():
        lines.append(f"| {name} | " + " | ".join(f"{times[c]:.1f}" for c in COLUMNS) + " |")
    ratios = [mean([t[c] / min(t[b] for b in BEST) for t in rows.values()]) for c in COLUMNS]
    lines.append("| of the best gcc, mean | " + " | ".join(f"{r:.2f}" for r in ratios) + " |")
    return "\n".join(lines)


def write(text):
    path = TOP / "docs" / "benchmarks.md"
    old = path.read_text()
    path.write_text(re.sub(r"\| program \|.*?\n\n", lambda _: text + "\n\n", old, flags=re.S))


def main():
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    sources = sorted((TOP / "bench" / "programs").glob("*.c"))
    rows = {s.stem: measure(s) for s in sources if not words or s.stem in words}
    print(table(rows))
    if "--write" in sys.argv:
        write(table(rows))


if __name__ == "__main__":
    main()

# tests/profile/test_exports.py - exported profiles in the programs that read them.
#
# Every format is read by a real reader, or by one written here from its specification, and its
# numbers must be those of the .prof file, to the nanosecond.
import cProfile
import csv
import gzip
import io
import json
import os
import pstats
import random
import re
import shutil
import subprocess
import sys
import time

import jsonschema
import pytest
from proftool import (DEMO_CALLS, DEMO_FUNCTIONS, HOSTILE_CALLS, HOSTILE_FUNCTIONS, ROOT, TOOL,
                      load, random_calls, run_tool, stepping_clock, walk)
from speedscope import RELEASE, open_browser, open_speedscope, sum_calls

CICLE = TOOL.parents[1] / "cicle"
SUFFIXES = [".speedscope.json", ".callgrind", ".folded", ".pb.gz", ".trace.json", ".csv", ".json",
            ".html", ".prof"]
WIDE_FUNCTIONS = [(f"In[{1 + i // 100}]", 1 + i % 100, f"function_{i}") for i in range(500)]
WIDE_CALLS = [(0, random_calls(random.Random(3), 500, 12, [3000]))]
SAMPLES = {
    "demo": (DEMO_FUNCTIONS, DEMO_CALLS),
    "hostile": (HOSTILE_FUNCTIONS, HOSTILE_CALLS),
    "wide": (WIDE_FUNCTIONS, WIDE_CALLS),
}


def cicle(*args, status=0):
    done = subprocess.run([CICLE, "prof", *map(str, args)], capture_output=True, timeout=60)
    assert done.returncode == status, done.stderr
    return done.stdout.decode() if status == 0 else done.stderr.decode()


def convert(source, target, *options):
    cicle("convert", source, target, *options)
    return target


def ns(seconds):
    return round(seconds * 1e9)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with each sample in each format."""
    path = tmp_path_factory.mktemp("exports")
    for name, (functions, calls) in SAMPLES.items():
        events = walk(calls, stepping_clock(random.Random(2), 10**7))
        run_tool(path / f"{name}.tool.prof", functions, events)
        for suffix in SUFFIXES:
            convert(path / f"{name}.tool.prof", path / (name + suffix))
    return path


@pytest.fixture(params=SAMPLES)
def sample(request):
    return request.param


@pytest.fixture(scope="module")
def browser():
    with open_browser() as chromium:
        yield chromium


@pytest.fixture(scope="module")
def speedscope(browser, folder):
    with open_speedscope(browser, folder) as read:
        yield read


def expected(folder, sample):
    """{(file, line, name): (own ns, cumulative ns, calls)} by the .prof."""
    return {key: (ns(row[2]), ns(row[3]), row[1])
            for key, row in load(folder / f"{sample}.prof").items()}


def merge(rows, key_of):
    """Adds up rows whose keys a format does not tell apart; cumulative times only of one."""
    merged = {}
    for key, (own, total, calls) in rows.items():
        at = merged.setdefault(key_of(*key), [0, 0, 0, 0])
        at[0] += own
        at[1] += total
        at[2] += calls
        at[3] += 1
    return {key: (at[0], at[1] if at[3] == 1 else None, at[2]) for key, at in merged.items()}


def assert_times(found, wanted, tolerance=0):
    assert found.keys() == wanted.keys()
    for key, (own, total, _) in wanted.items():
        assert abs(found[key][0] - own) <= tolerance, key
        assert total is None or abs(found[key][1] - total) <= tolerance, key


def by_frame(document, key_of):
    profile, = document["profiles"]
    return {key_of(document["shared"]["frames"][frame]): numbers
            for frame, numbers in sum_calls(document, profile).items()}


# ---- speedscope, by the real speedscope ---------------------------------------------------


def test_speedscope_file_holds_to_its_schema(folder, sample):
    schema = json.loads((RELEASE / "file-format-schema.json").read_text())
    document = json.loads((folder / f"{sample}.speedscope.json").read_text())
    jsonschema.validate(document, schema)
    profile, = document["profiles"]
    assert profile["endValue"] == sum(profile["weights"])


def test_speedscope_reads_speedscope(folder, speedscope, sample):
    document = speedscope(f"{sample}.speedscope.json")
    found = by_frame(document, lambda f: (f.get("file"), f.get("line", 0), f["name"]))
    assert_times(found, expected(folder, sample))


def test_speedscope_reads_folded(folder, speedscope, sample):
    def key_of(file, line, name):
        return f"{name or '<unnamed>'} ({file}:{line})".replace(";", "\\x3b")

    found = by_frame(speedscope(f"{sample}.folded"), lambda f: f["name"])
    assert_times(found, merge(expected(folder, sample), key_of))


def test_speedscope_reads_pprof(folder, speedscope, sample):
    def key_of(file, line, name):
        return file, line, name or "<unnamed>"

    found = by_frame(speedscope(f"{sample}.pb.gz"),
                     lambda f: (f["file"], f.get("line", 0), f["name"]))
    assert_times(found, merge(expected(folder, sample), key_of))


def test_speedscope_reads_chrome(folder, speedscope, sample):
    def key_of(file, line, name):
        place = json.dumps({"file": file, "line": line}, ensure_ascii=False, separators=",:")
        return f"{name or '<unnamed>'} {place}"

    found = by_frame(speedscope(f"{sample}.trace.json"), lambda f: f["name"])
    found = {key: (own * 1000, total * 1000, n) for key, (own, total, n) in found.items()}
    wanted = {k: row for k, row in expected(folder, sample).items() if row[1] > 0}
    # It computes in microseconds, as floating numbers.
    assert_times(found, merge(wanted, key_of), tolerance=1)


# ---- callgrind, by callgrind_annotate -----------------------------------------------------


def annotate(path, inclusive):
    """{file:function: (ns, calls)} and the total."""
    out = subprocess.run(
        ["callgrind_annotate", "--threshold=100", "--auto=no", "--show-percs=no",
         f"--inclusive={'yes' if inclusive else 'no'}", str(path)],
        capture_output=True, timeout=60, check=True)
    assert not out.stderr, out.stderr
    rows = re.findall(r"^ *([\d,.]+) +([\d,.]+) +(.+?)$", out.stdout.decode(), re.M)
    rows = {name: tuple(int(n.replace(",", "").replace(".", "0")) for n in numbers)
            for *numbers, name in rows}
    return rows, rows.pop("PROGRAM TOTALS")


def callgrind_key(file, line, name):
    return f"{'???' if file == '~' else file}:{name or '<unnamed>'}"


def test_callgrind_own_numbers(folder, sample):
    rows, total = annotate(folder / f"{sample}.callgrind", inclusive=False)
    wanted = expected(folder, sample)
    assert total == (wanted[ROOT][1], sum(row[2] for row in wanted.values()))
    found = {}
    for name, (own, calls) in rows.items():
        outer = found.setdefault(name.removesuffix("'2"), [0, 0])
        outer[0] += own
        outer[1] += calls
    for key, (own, _, calls) in merge(wanted, callgrind_key).items():
        assert found.get(key, [0, 0]) == [own, calls], key


def test_callgrind_counts_recursion_once(folder, sample):
    rows, _ = annotate(folder / f"{sample}.callgrind", inclusive=True)
    for key, (_, cumulative, _) in merge(expected(folder, sample), callgrind_key).items():
        if cumulative:
            assert rows[key][0] == cumulative, key


@pytest.mark.parametrize("kind", ["callgrind", "folded:collapse"])
def test_gprof2dot_reads(folder, sample, kind):
    suffix, _, reader = kind.partition(":")
    done = subprocess.run(
        [sys.executable, "-m", "gprof2dot", "-f", reader or suffix, "-n", "0", "-e", "0",
         str(folder / f"{sample}.{suffix}")], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("digraph") and "100.00%" in done.stdout


# ---- pprof, by its protocol ---------------------------------------------------------------


def fields(data):
    """Reads a protocol buffer: (field, value) with bytes or integers."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        tag = varint()
        value = varint()
        if tag & 7 == 2:
            at += value
            value = data[at - value:at]
        else:
            assert tag & 7 == 0
        yield tag >> 3, value


def packed(data):
    return [value for _, value in fields(b"".join(b"\0" + piece for piece in split(data)))]


def split(data):
    """Cuts packed integers at the bytes that end one."""
    return re.findall(rb"[\x80-\xff]*[\x00-\x7f]", data, re.S)


def read_pprof(path):
    data = gzip.decompress(path.read_bytes())
    parts = {}
    for field, value in fields(data):
        parts.setdefault(field, []).append(value)
    strings = [text.decode() for text in parts[6]]
    assert strings[0] == ""
    functions = {}
    for entry in parts[5]:
        f = dict(fields(entry))
        assert strings[f[2]] != strings[f[3]]
        functions[f[1]] = (strings[f[4]], f.get(5, 0), strings[f[2]])
    locations = {}
    for entry in parts[4]:
        f = dict(fields(entry))
        line = dict(fields(f[4]))
        assert f[2] == 1 and line.get(2, 0) == functions[line[1]][1]
        locations[f[1]] = functions[line[1]]
    types = [[strings[n] for _, n in fields(entry)] for entry in parts[1]]
    assert types == [["calls", "count"], ["wall", "nanoseconds"]]
    assert dict(fields(parts[3][0]))[7] == 1
    samples = []
    for entry in parts[2]:
        f = dict(fields(entry))
        label = dict(fields(f[3])) if 3 in f else None
        samples.append(([locations[i] for i in packed(f[1])], packed(f[2]),
                        label and {strings[label[1]]: strings[label[2]]}))
    return samples


def test_pprof_by_its_protocol(folder, sample):
    found = {}
    for stack, (calls, own), label in read_pprof(folder / f"{sample}.pb.gz"):
        assert stack[-1] == ROOT
        assert (label is None) if len(stack) == 1 else label == {"cell": stack[-2][0]}
        for function in set(stack):
            row = found.setdefault(function, [0, 0, 0])
            row[1] += own
        found[stack[0]][0] += own
        found[stack[0]][2] += calls
    wanted = merge(expected(folder, sample), lambda f, l, n: (f, l, n or "<unnamed>"))
    assert {key: tuple(row) for key, row in found.items()} == wanted


def go_pprof(path, index):
    """{function as pprof prints it: (flat, cum)} and the total of one kind of sample."""
    out = subprocess.run(
        ["go", "tool", "pprof", "-top", "-filefunctions", "-unit=ns", "-nodefraction=0", "-edgefraction=0",
         "-nodecount=1000000", f"-sample_index={index}", str(path)], capture_output=True, timeout=300,
        check=True, env={**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}).stdout.decode()
    total, = re.findall(r"of (\d+)ns total", out)
    rows = re.findall(r"^ *(\d+)(?:ns)? +[\d.e+-]+% +[\d.e+-]+% +(\d+)(?:ns)? +[\d.e+-]+% {2}(.*)$", out, re.M)
    return {name: (int(flat), int(cum)) for flat, cum, name in rows}, int(total)


if shutil.which("go"):  # Debian has no package of pprof alone

    def test_go_tool_pprof_reads(folder, sample):
        path = folder / f"{sample}.pb.gz"
        wanted = merge(expected(folder, sample), lambda f, l, n: f"{n or '<unnamed>'} {f}")
        times, total = go_pprof(path, "wall")
        assert total == sum(row[0] for row in wanted.values())
        assert times == {name: row[:2] for name, row in wanted.items()}
        calls, total = go_pprof(path, "calls")
        assert {name: flat for name, (flat, _) in calls.items()} == {name: row[2] for name, row in wanted.items()}
        assert total == sum(row[2] for row in wanted.values())


# ---- folded stacks, by what flamegraph.pl takes apart -------------------------------------


def test_folded_holds_to_its_format(folder, sample):
    own = {}
    for line in (folder / f"{sample}.folded").read_text().split("\n")[:-1]:
        stack, value = line.rsplit(" ", 1)
        assert value.isdigit() and stack not in own, line[:80]
        # Blank and digits at the end of a stack would be a second column.
        assert not re.search(r" \d+$", stack), line[-80:]
        assert all(stack.split(";")), line[:80]
        own[stack] = int(value)
    assert sum(own.values()) == expected(folder, sample)[ROOT][1]


# ---- the others ---------------------------------------------------------------------------


def test_chrome_events_are_nested(folder, sample):
    document = json.loads((folder / f"{sample}.trace.json").read_text())
    assert document["displayTimeUnit"] == "ns"
    stack, last, own = [], 0, {}
    for event in document["traceEvents"]:
        if event["ph"] == "M":
            continue
        key = event["args"]["file"], event["args"]["line"], event["name"]
        at = round(event["ts"] * 1000)
        assert at >= last
        if stack:
            own[stack[-1]] = own.get(stack[-1], 0) + at - last
        last = at
        if event["ph"] == "B":
            stack.append(key)
        else:
            assert event["ph"] == "E" and stack.pop() == key
    assert not stack
    wanted = merge(expected(folder, sample), lambda f, l, n: (f, l, n or "<unnamed>"))
    assert last == wanted[ROOT][1]
    assert {k: n for k, n in own.items() if n} == {k: r[0] for k, r in wanted.items() if r[0]}


def test_csv(folder, sample):
    with open(folder / f"{sample}.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    stats = load(folder / f"{sample}.prof")
    found = {(row["file"], int(row["line"]), row["function"]):
             tuple(int(row[k]) for k in ("primitive_calls", "calls", "own_ns", "cumulative_ns"))
             for row in rows}
    assert found == {key: (cc, nc, ns(tt), ns(ct)) for key, (cc, nc, tt, ct, _) in stats.items()}
    own = [int(row["own_ns"]) for row in rows]
    assert own == sorted(own, reverse=True)


def test_csv_defuses_formulas(tmp_path):
    run_tool(tmp_path / "x.prof", [("=1+1", 1, "@SUM(A1)")], [(0, 0), (None, 5)])
    text = cicle("convert", tmp_path / "x.prof", "-", "--format", "csv")
    assert "\"'=1+1\",1,\"'@SUM(A1)\",1,1,5,5\n" in text.replace("\r", "")


def test_json_carries_everything(folder, sample):
    document = json.loads((folder / f"{sample}.json").read_text())
    functions = [(f["file"], f["line"], f["name"]) for f in document["functions"]]
    assert {key: (f["own_ns"], f["cumulative_ns"], f["calls"])
            for key, f in zip(functions, document["functions"])
            if f["calls"]} == expected(folder, sample)
    nodes = document["nodes"]
    left = [node["total_ns"] for node in nodes]
    for node in nodes[1:]:
        left[node["parent"]] -= node["total_ns"]
    assert left == [node["own_ns"] for node in nodes]
    assert nodes[0]["parent"] is None and functions[nodes[0]["function"]] == ROOT


def test_html_is_a_page_of_its_own(folder, sample):
    text = (folder / f"{sample}.html").read_text()
    assert text.startswith("<!DOCTYPE html>") and text.endswith("</html>\n")
    assert '<meta charset="utf-8">' in text and "<title>a test - profile</title>" in text
    assert "prefers-color-scheme: dark" in text
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", text)
    assert text.count("<body>") == text.count("</body>") == 1
    assert len(re.findall(r"</script", text)) == len(re.findall(r"<script", text))


def test_html_opens_in_a_browser(folder, browser, sample):
    for scheme, background in [("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 23, 27)")]:
        complaints = []
        page = browser.new_page(color_scheme=scheme)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text))
        page.on("request", lambda request: complaints.append(request.url)
                if not request.url.startswith("file:") else None)
        page.goto((folder / f"{sample}.html").as_uri())
        assert "a test" in page.inner_text("body") and page.title() == "a test - profile"
        color = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (color, complaints) == (background, [])
        page.close()


@pytest.mark.parametrize("suffix", [".prof", ".json", ".speedscope.json", ".folded"])
def test_round_trip_is_identical(folder, sample, suffix, tmp_path):
    first = folder / (sample + suffix)
    again = convert(first, tmp_path / first.name)
    assert again.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("suffix", [".json", ".speedscope.json", ".folded"])
def test_own_times_come_back(folder, sample, suffix, tmp_path):
    again = load(convert(folder / (sample + suffix), tmp_path / "x.prof"))
    own, wanted = [merge({k: (ns(r[2]), 0, 0) for k, r in rows.items()},
                         lambda f, l, n: (f, l, n.replace(";", "\\x3b") or "<unnamed>"))
                   for rows in (again, load(folder / f"{sample}.prof"))]
    assert {k: r[0] for k, r in own.items()} == {k: r[0] for k, r in wanted.items()}


def test_json_and_prof_carry_the_same(folder, sample, tmp_path):
    again = convert(folder / f"{sample}.json", tmp_path / "x.prof")
    assert again.read_bytes() == (folder / f"{sample}.prof").read_bytes()


# ---- a program whose truth is known -------------------------------------------------------

TRUTH_FUNCTIONS = [("In[1]", 9, "<cell>")] + [("In[1]", 1 + i, n) for i, n in enumerate("abcd")]


def write_truth(path):
    """a spends 4 ms in c and 1 ms in d; b spends 1 ms in c and 4 ms in d."""
    ms, now, events = 10**6, [0], []

    def call(function, *inner):
        events.append((function, now[0]))
        for part in inner:
            part() if callable(part) else now.__setitem__(0, now[0] + part * ms)
        events.append((None, now[0]))

    call(0, lambda: call(1, lambda: call(3, 4), lambda: call(4, 1)),
         lambda: call(2, lambda: call(3, 1), lambda: call(4, 4)))
    run_tool(path, TRUTH_FUNCTIONS, events)


def test_known_truth(tmp_path):
    write_truth(tmp_path / "x.prof")
    rows = {key[2]: row for key, row in load(tmp_path / "x.prof").items()}
    assert ns(rows["c"][2]) == ns(rows["d"][2]) == 5 * 10**6
    truth = {("a", "c"): 4, ("a", "d"): 1, ("b", "c"): 1, ("b", "d"): 4}

    folded = convert(tmp_path / "x.prof", tmp_path / "x.folded").read_text().splitlines()
    frames = [re.findall(r"([^ ;]+) \(", line) + [int(line.split()[-1])] for line in folded]
    assert {tuple(f[2:4]): f[4] / 10**6 for f in frames if len(f) == 5} == truth

    convert(tmp_path / "x.prof", tmp_path / "x.pb.gz")
    samples = read_pprof(tmp_path / "x.pb.gz")
    assert {(s[1][2], s[0][2]): own / 10**6 for s, (_, own), _ in samples if len(s) == 4} == truth

    document = json.loads(convert(tmp_path / "x.prof", tmp_path / "x.speedscope.json").read_text())
    profile = document["profiles"][0]
    names = [frame["name"] for frame in document["shared"]["frames"]]
    assert {(names[s[2]], names[s[3]]): weight / 10**6
            for s, weight in zip(profile["samples"], profile["weights"]) if len(s) == 4} == truth


# ---- size ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def deep(tmp_path_factory):
    path = tmp_path_factory.mktemp("deep") / "deep.prof"
    depth = 100_000
    events = [(i % 2, i) for i in range(depth)] + [(None, 2 * depth + i) for i in range(depth)]
    run_tool(path, [("In[1]", 1, "even"), ("In[1]", 5, "odd")], events)
    return path


@pytest.mark.parametrize("suffix", [".speedscope.json", ".callgrind", ".trace.json", ".csv",
                                    ".json", ".prof"])
def test_deep_recursion_stays_linear(deep, tmp_path, suffix):
    start = time.monotonic()
    file = convert(deep, tmp_path / ("x" + suffix))
    assert time.monotonic() - start < 5 and file.stat().st_size < 40 * 10**6
    if suffix in (".json", ".speedscope.json", ".prof"):
        again = convert(file, tmp_path / ("y" + suffix))
        assert again.read_bytes() == file.read_bytes()
    if suffix == ".callgrind":
        rows, _ = annotate(file, inclusive=True)
        assert rows["In[1]:even"][0] == ns(load(deep)[ROOT][3])


@pytest.mark.parametrize("suffix", [".folded", ".pb.gz"])
def test_too_deep_for_formats_of_whole_paths(deep, tmp_path, suffix):
    assert "nested too deeply" in cicle("convert", deep, tmp_path / ("x" + suffix), status=2)
    assert list(tmp_path.iterdir()) == []


# ---- .prof files of Python's own ----------------------------------------------------------


def is_even(n):
    return n == 0 or is_odd(n - 1)


def is_odd(n):
    return n != 0 and is_even(n - 1)


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def work():
    fib(12)
    is_even(90)
    json.dumps([json.loads("[1, 2, [3]]") for _ in range(100)])
    re.compile("a(b|c)*d+[x-z]{3}" * 5)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory):
    path = tmp_path_factory.mktemp("foreign") / "python.prof"
    profile = cProfile.Profile()
    profile.runcall(work)
    profile.dump_stats(path)
    return path


def test_foreign_prof_keeps_calls_and_own_times(foreign, tmp_path):
    stats, again = load(foreign), load(convert(foreign, tmp_path / "x.prof"))
    assert {k: (nc, ns(tt)) for k, (_, nc, tt, _, _) in stats.items()} == {
        k: (nc, ns(tt)) for k, (_, nc, tt, _, _) in again.items() if k[2] != "<session>"}
    total = sum(row[2] for row in stats.values())
    assert again[("python.prof", 0, "<session>")][3] == pytest.approx(total, abs=1e-9)
    for name in ("fib", "is_even", "work"):
        row, = (row for key, row in stats.items() if key[2] == name)
        found, = (row for key, row in again.items() if key[2] == name)
        assert found[0] == row[0] and found[3] == pytest.approx(row[3], rel=0.02)


def test_foreign_prof_without_recursion_is_near(tmp_path):
    for seed in range(20):
        chance = random.Random(seed)
        # Each function calls only later ones: no circles.
        def calls(low, depth):
            return [(f, calls(f + 1, depth - 1)) for f in
                    (chance.randrange(low, 9) for _ in range(chance.randrange(1, 4)))
                    ] if depth and low < 9 else []

        # A call cannot be shared out: with many, that does not matter.
        events = walk(calls(0, 5) * 100, stepping_clock(chance, 10**6))
        run_tool(tmp_path / "x.prof", [("In[1]", i, f"f{i}") for i in range(9)], events)
        stats = pstats.Stats(str(tmp_path / "x.prof"))
        stats.dump_stats(tmp_path / "edges.prof")  # loses the tree
        assert len((tmp_path / "edges.prof").read_bytes()) < len(
            (tmp_path / "x.prof").read_bytes())
        again = load(convert(tmp_path / "edges.prof", tmp_path / "y.prof"))
        assert again.keys() == stats.stats.keys()
        for key, (_, nc, tt, ct, _) in stats.stats.items():
            assert again[key][1] == nc and ns(again[key][2]) == ns(tt)
            assert again[key][3] == pytest.approx(ct, rel=1e-4)


def test_foreign_prof_says_what_is_estimated(foreign):
    done = subprocess.run([CICLE, "prof", "show", foreign], capture_output=True, text=True)
    assert done.returncode == 0 and "estimates" in done.stderr and "fib" in done.stdout


# ---- foreign speedscope and folded files --------------------------------------------------


def import_text(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    convert(tmp_path / name, tmp_path / "out.json")
    document = json.loads((tmp_path / "out.json").read_text())
    functions = [f["name"] for f in document["functions"]]
    return [(node["parent"], functions[node["function"]], node["calls"], node["own_ns"])
            for node in document["nodes"]]


def test_foreign_speedscope_events(tmp_path):
    text = """{"profiles": [{"events": [
        {"at": 0.5, "frame": 0, "type": "O"}, {"type": "O", "frame": 1, "at": 1},
        {"type": "C", "frame": 1, "at": 2.25}, {"type": "O", "frame": 1, "at": 3},
        {"type": "C", "frame": 1, "at": 4}, {"type": "C", "frame": 0, "at": 5}
        ], "unit": "milliseconds", "type": "evented", "name": "p", "startValue": 0, "endValue": 9
        }], "shared": {"frames": [{"name": "m\\u00e4in", "file": null}, {"name": "x\\ud83d\\ude42"}]}}"""
    assert import_text(tmp_path, "x.json", text) == [
        (None, "<session>", 1, 0), (0, "mäin", 1, 2250000), (1, "x🙂", 2, 2250000)]


def test_foreign_speedscope_with_several_profiles(tmp_path):
    text = json.dumps({"shared": {"frames": [{"name": "f"}]}, "profiles": [
        {"type": "sampled", "name": "one", "unit": "seconds", "samples": [[0], [0, 0]],
         "weights": [1, 0.5]},
        {"type": "sampled", "name": "bytes", "unit": "bytes", "samples": [[0]], "weights": [7]},
        {"type": "evented", "name": "two", "unit": "nanoseconds",
         "events": [{"type": "O", "frame": 0, "at": 3}, {"type": "C", "frame": 0, "at": 10}]}]})
    assert import_text(tmp_path, "x.json", text) == [
        (None, "<session>", 1, 0), (0, "one", 1, 0), (1, "f", 1, 10**9), (2, "f", 1, 5 * 10**8),
        (0, "two", 1, 0), (4, "f", 1, 7)]


def test_foreign_folded(tmp_path):
    text = "main;work (a.c:3) 10\r\nmain 5.5\n\nmain;work (a.c:3);cell 3 100\n"
    assert import_text(tmp_path, "x.txt", text) == [
        (None, "<session>", 1, 0), (0, "main", 1, 5), (1, "work", 1, 10), (2, "cell 3", 1, 100)]


# ---- the command --------------------------------------------------------------------------


def test_show_is_pstats_table(folder, sample):
    text = cicle("show", folder / f"{sample}.prof", "-s", "cumulative", "-l", "In", "-l", "3")
    out = io.StringIO()
    pstats.Stats(str(folder / f"{sample}.prof"), stream=out).sort_stats("cumulative").print_stats(
        "In", 3)
    assert text == out.getvalue().split("\n", 2)[2]


@pytest.mark.parametrize("relation", ["callers", "callees"])
@pytest.mark.parametrize("restrictions", [[], ["In"], ["3"], ["0.5", "2"], ["no such name"]], ids=str)
@pytest.mark.parametrize("key", ["cumulative", "calls", "stdname"])
def test_callers_and_callees_are_pstats(folder, sample, relation, restrictions, key):
    limits = [word for restriction in restrictions for word in ("-l", restriction)]
    text = cicle("show", folder / f"{sample}.prof", "-s", key, *limits, f"--{relation}")
    out = io.StringIO()
    stats = pstats.Stats(str(folder / f"{sample}.prof"), stream=out).sort_stats(key)
    parsed = [float(r) if "." in r else int(r) if r.isdigit() else r for r in restrictions]
    getattr(stats, f"print_{relation}")(*parsed)
    assert text == out.getvalue()


def test_help_lists_all_formats():
    text = cicle("--help")
    for name in ("prof", "speedscope", "callgrind", "folded", "pprof", "chrome", "csv", "json",
                 "html"):
        assert f"\n  {name} " in text
    assert text == cicle("convert", "--help")


@pytest.mark.parametrize("args, message", [
    ([], "takes convert or show"),
    (["convert", "x.prof"], "takes the file to read and that to write"),
    (["convert", "x.prof", "y.xyz"], "suffix of 'y.xyz'; there are prof (.prof .pstats), speed"),
    (["convert", "x.prof", "y", "--format", "x"], "no format 'x'; there are prof"),
    (["convert", "x.prof", "y.csv", "z"], "no place for 'z'"),
    (["convert", "-x", "y.csv"], "unknown or incomplete option '-x'"),
    (["show"], "show takes a file"),
    (["show", "x.prof", "-s"], "unknown or incomplete option '-s'"),
])
def test_wrong_use_is_explained(args, message):
    text = cicle(*args, status=2)
    assert message in text and "Usage: cicle prof" in text


def test_failures_leave_nothing(folder, tmp_path):
    assert "No such file" in cicle("convert", tmp_path / "no", tmp_path / "x.csv", status=1)
    (tmp_path / "bad.prof").write_bytes(b"{(\x03")
    assert "damaged" in cicle("convert", tmp_path / "bad.prof", tmp_path / "x.csv", status=1)
    assert "cannot write" in cicle("convert", folder / "demo.prof", tmp_path / "no/x.csv",
                                   status=1)
    assert [entry.name for entry in tmp_path.iterdir()] == ["bad.prof"]

# tests/profile/test_readers.py - every program that reads .prof files reads ours.
import contextlib
import io
import json
import pstats
import random
import re
import subprocess
import sys

import pytest
from proftool import (DEMO_CALLS, DEMO_FUNCTIONS, HOSTILE_CALLS, HOSTILE_FUNCTIONS, ROOT,
                      assert_identities, load, random_calls, run_tool, stepping_clock, walk)

SCALE_FUNCTIONS = [(f"In[{1 + i // 100}]", 1 + i % 100, f"function_{i}") for i in range(2000)]


def demo(tmp_path):
    return DEMO_FUNCTIONS, DEMO_CALLS


def hostile(tmp_path):
    return HOSTILE_FUNCTIONS, HOSTILE_CALLS


def wide(tmp_path):
    return SCALE_FUNCTIONS, random_calls(random.Random(3), 2000, 8, [3000])


@pytest.fixture(params=[demo, hostile, wide], ids=lambda make: make.__name__)
def prof(request, tmp_path):
    functions, calls = request.param(tmp_path)
    # Long steps: tuna refuses profiles of less than 10 microseconds.
    run_tool(tmp_path / "x.prof", functions, walk(calls, stepping_clock(random.Random(2), 10**7)))
    return tmp_path / "x.prof"


def run_reader(*command):
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_identities(prof):
    assert_identities(load(prof), ROOT)


def test_pstats_does_everything(prof):
    out = io.StringIO()
    stats = pstats.Stats(str(prof), stream=out)
    calls, total = stats.total_calls, stats.total_tt
    for key in [*stats.sort_arg_dict_default, *pstats.SortKey]:
        stats.sort_stats(key).print_stats(5)
    stats.reverse_order().print_stats()
    stats.print_callers()
    stats.print_callees()
    stats.get_stats_profile()
    stats.strip_dirs().print_stats()
    assert stats.total_calls == calls
    stats.add(str(prof))
    assert stats.total_calls == 2 * calls and stats.total_tt == pytest.approx(2 * total)
    stats.dump_stats(str(prof) + ".again")
    assert load(str(prof) + ".again") == stats.stats


def test_pyprof2calltree(prof):
    """It writes callgrind's format; callgrind_annotate finds the same own time, in its ns."""
    out = f"{prof}.callgrind"
    run_reader("-m", "pyprof2calltree", "-i", str(prof), "-o", out)
    text = subprocess.run(["callgrind_annotate", "--threshold=100", "--auto=no", "--show-percs=no",
                           out], capture_output=True, text=True, timeout=60, check=True).stdout
    total = re.search(r"^ *([\d,]+) +PROGRAM TOTALS", text, re.M)[1]
    own = sum(row[2] for row in load(prof).values())
    # It rounds each function's and each call's time to a whole ns.
    assert int(total.replace(",", "")) == pytest.approx(own * 1e9, abs=len(load(prof)) + 1)


def test_snakeviz(prof):
    from snakeviz.stats import json_stats, table_rows

    stats = pstats.Stats(str(prof))
    rows = table_rows(stats)
    tree = json_stats(stats)
    assert len(rows) == len(stats.stats)
    name = "{}:{}({})".format
    root = tree[name(*ROOT)]
    callees = {name(*key) for key, row in stats.stats.items() if ROOT in row[4]}
    assert set(root["children"]) == callees and callees
    widths = sum(child[3] for child in root["children"].values())
    assert widths == pytest.approx(root["stats"][3], abs=1e-12)
    for row in rows:
        assert re.match(r"^(.*):(\d+)\((.*)\)$", row[6])
    # The page has both in a script as Python writes them.
    assert "</script" not in f"{rows}{tree}" and "<!--" not in f"{rows}{tree}"


def test_snakeviz_page(prof):
    from tornado.testing import AsyncHTTPTestCase
    from urllib.parse import quote
    import snakeviz.main

    class Page(AsyncHTTPTestCase):
        def get_app(self):
            return snakeviz.main.app

        def runTest(self):
            answer = self.fetch("/snakeviz/" + quote(str(prof), safe=""))
            assert answer.code == 200
            assert answer.body.decode().count("</script>") < 20

    with contextlib.redirect_stderr(io.StringIO()):
        result = Page().run()
    assert not result.errors and not result.failures, result.errors + result.failures


def test_tuna(prof):
    from tuna.main import read, render

    tree = read(str(prof))
    assert tree["text"] == ["notebook.ipynb::0::<session>"]
    json.dumps(tree)
    assert render(tree, str(prof))


def test_flameprof(prof):
    import xml.dom.minidom

    svg = run_reader("-m", "flameprof", str(prof))
    xml.dom.minidom.parseString(svg.encode())
    assert run_reader("-m", "flameprof", "--format", "log", str(prof))


def test_gprof2dot(prof):
    dot = run_reader("-m", "gprof2dot", "-f", "pstats", "-n", "0", "-e", "0", str(prof))
    edges = sum(len(row[4]) for row in load(prof).values())
    assert dot.count(" -> ") == edges


def test_hostile_names_stay_apart(tmp_path):
    run_tool(
        tmp_path / "x.prof",
        HOSTILE_FUNCTIONS,
        walk(HOSTILE_CALLS, stepping_clock(random.Random(1), 1000)),
    )
    names = [key[2] for key in load(tmp_path / "x.prof")]
    assert "a\\nb\\x0d\\tc" in names
    assert "latin\\xfc \\xed\\xa0\\x80 \\xc0\\x80 \\x7f\\x01" in names
    assert "wide 漢字 🙂 \\u2028\\u2029\\x85" in names
    assert "n" * 10000 in names
    assert len(names) == len(HOSTILE_FUNCTIONS) + 1


def test_library_functions_are_printed_in_braces(tmp_path):
    events = walk(DEMO_CALLS, stepping_clock(random.Random(1), 1000))
    text = run_tool(tmp_path / "x.prof", DEMO_FUNCTIONS, events, ["stdname"])
    assert "{built-in printf}\n" in text and "In[1]:1(fib)\n" in text


def test_file_is_replaced_whole(tmp_path):
    path = tmp_path / "x.prof"
    path.write_bytes(b"older")
    run_tool(path, [], [])
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.prof"]
    with pytest.raises(AssertionError, match="cannot write .*no/dir.*No such file"):
        run_tool(tmp_path / "no/dir/x.prof", [], [])

# tests/protocol/test_lprun.py - %lprun: its displays, its file, and an interrupt inside of it.
import pickle
import re
import sys
import types

COUNT = """int count(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += i % 7;
    return sum;
}"""
ENDLESS = """#include <stdio.h>
void endless(void)
{
    puts("on");
    fflush(stdout);
    for (volatile int i = 0;;)
        i = 1 - i;
}"""


def display_of(outcome):
    (display,) = outcome.contents("display_data")
    return display["data"]


def test_both_forms_are_shown(kernel):
    kernel.run(COUNT)
    data = display_of(kernel.run("%lprun count(1000)"))
    assert re.search(r"^ +4 +1001 ", data["text/plain"], re.M)
    assert re.search(r"^ +5 +1000 ", data["text/plain"], re.M)
    assert "i &lt; n" in data["text/html"] and "<script" not in data["text/html"]
    assert re.search(r"<code>count</code> &#183; In\[\d+\]:1 &#183; tier (tcc|cc) &#183; ", data["text/html"])
    alphas = [float(a) for a in re.findall(r"rgba\(233, 84, 32, ([0-9.]+)\)", data["text/html"])]
    assert len(alphas) == 4 and max(alphas) > 0.2 and sum(alphas) < 0.56


def test_lines_come_to_the_whole_time(kernel):
    kernel.run(COUNT)
    text = display_of(kernel.run("%lprun count(100000)"))["text/plain"]
    total_ns = 1e9 * float(re.search(r"Total time: (\S+) s", text)[1])
    rows = re.findall(r"^ +\d+ +(\d+) +([0-9.]+) +([0-9.]+) +([0-9.]+)  ", text, re.M)
    assert abs(sum(float(row[1]) for row in rows) - total_ns) <= 1e-4 * total_ns
    assert abs(sum(float(row[3]) for row in rows) - 100) < 0.5


def test_an_interrupt_leaves_a_profile(kernel):
    kernel.run(ENDLESS)
    msg_id = kernel.start("%lprun endless()")
    kernel.wait_for_output(msg_id)
    kernel.ask("interrupt_request", channel="control")
    outcome = kernel.finish(msg_id)
    assert outcome.reply["ename"] == "KeyboardInterrupt"
    assert re.search(r"^ +7 +\d+ ", display_of(outcome)["text/plain"], re.M)
    assert kernel.run("1 + 1").value == "2"


def test_plain_code_is_as_it_was(kernel):
    """The cell before and after a line-profiled run is the same unit: nothing is compiled."""
    kernel.run(COUNT)
    assert kernel.run("count(10)").value == "24"
    kernel.run("%lprun count(10)")
    assert kernel.run("count(10)").value == "24"


def test_the_file_is_line_profilers(kernel, tmp_path, monkeypatch):
    class LineStats:  # the class that line_profiler pickles, by its two fields
        def __init__(self, timings, unit):
            self.timings, self.unit = timings, unit

    module = types.ModuleType("line_profiler._line_profiler")
    module.LineStats = LineStats
    monkeypatch.setitem(sys.modules, "line_profiler", types.ModuleType("line_profiler"))
    monkeypatch.setitem(sys.modules, "line_profiler._line_profiler", module)
    kernel.run(COUNT)
    path = tmp_path / "x.lprof"
    assert kernel.run(f"%lprun -D {path} count(10)").reply["status"] == "ok"
    stats = pickle.loads(path.read_bytes())
    ((place, lines),) = stats.timings.items()
    assert place[1:] == (1, "count") and stats.unit == 1e-9
    assert [(line, hits) for line, hits, _ in lines] == [(3, 1), (4, 11), (5, 10), (6, 1)]
    assert all(isinstance(time, int) and time >= 0 for _, _, time in lines)

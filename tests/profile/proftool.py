# tests/profile/proftool.py - makes .prof files from invented calls, for the tests beside it.
import marshal
import os
import re
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
TOOL = TOP / os.environ.get("CICLE_BUILD", "build") / "tests" / "tree_to_prof"
ROOT = ("notebook.ipynb", 0, "<session>")


def run_tool(path, functions, events, keys=(), restrictions=()):
    """Writes the .prof of the events to path and gives the printed table.

    functions: (file, line, name), each text or bytes. events: (number, time) enters a function,
    (None, time) leaves the innermost one; times are integer ns.
    """
    lines = [f"f {line} {as_hex(file)} {as_hex(name)}" for file, line, name in functions]
    for number, time in events:
        lines.append(f"- {time}" if number is None else f"+ {number} {time}")
    done = subprocess.run(
        [TOOL, path, *keys, "--", *restrictions],
        input="\n".join(lines).encode(),
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def as_hex(text):
    return "x" + (text if isinstance(text, bytes) else text.encode()).hex()


def load(path):
    with open(path, "rb") as file:
        return marshal.load(file)


def assert_identities(stats, root):
    """Checks what holds for every good profile, as pstats has it."""
    for key, (cc, nc, tt, ct, callers) in stats.items():
        assert nc >= cc >= 1 and ct >= tt >= 0 and ct <= stats[root][3] + 1e-12
        assert set(callers) <= set(stats)
        assert sum(edge[0] for edge in callers.values()) == (nc if key != root else 0)
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]|</|<!", key[0] + key[2])
    assert abs(sum(row[2] for row in stats.values()) - stats[root][3]) < 1e-9


def walk(calls, clock):
    """Gives the events of a forest of calls, (function, [calls]), timed by clock()."""
    events = []
    for function, inner in calls:
        events.append((function, clock()))
        events += walk(inner, clock)
        events.append((None, clock()))
    return events


def random_calls(random, function_cnt, depth, budget):
    """Gives a random forest: functions call each other, and themselves, down to a depth."""
    calls = []
    while budget[0] > 0 and random.random() < 0.7:
        budget[0] -= 1
        inner = random_calls(random, function_cnt, depth - 1, budget) if depth > 1 else []
        calls.append((random.randrange(function_cnt), inner))
    return calls


def stepping_clock(random, longest):
    """Gives a clock whose every reading is later than the one before, or the same."""
    now = [random.randrange(1 << 40)]

    def clock():
        now[0] += random.randrange(longest)
        return now[0]

    return clock


# One cell that calls three functions in different ways, and one that calls a library's.
DEMO_FUNCTIONS = [
    ("In[1]", 9, "<cell>"),
    ("In[1]", 1, "fib"),
    ("In[1]", 5, "grüß"),
    ("In[2]", 1, "<cell>"),
    ("~", 0, "<built-in printf>"),
]
FIB = (1, [(1, [(1, []), (1, [])]), (1, [])])
DEMO_CALLS = [(0, [FIB, (2, [FIB]), (2, [])]), (3, [(4, []), FIB, (4, [])])]

# Names that break lines, regular expressions, scripts, SVG, and UTF-8 itself.
HOSTILE_FUNCTIONS = [
    ("In[1]", 1, "<cell>"),
    ("In[1]", 2, "a\nb\r\tc"),
    ("In[1]", 3, "</script><script>alert(1)</script><!--"),
    ("In[1]", 4, "'single' \"double\" \\back`tick${x}"),
    ("In[1]", 5, "semi;colon 100"),
    ("In[1]", 6, b"latin\xfc \xed\xa0\x80 \xc0\x80 \x7f\x01"),
    ("In[1]", 7, "wide 漢字 🙂 \u2028\u2029\u0085"),
    ("a\nb/\"c'/</script>.c", 8, "{{ braces }} {% x %}"),
    ("In[1]", 9, "n" * 10000),
    ("In[1]", 10, ""),
    ("In[1]", 10, "a\\nb"),
]
HOSTILE_CALLS = [(0, [(i, [(0, []), (i, [])]) for i in range(1, len(HOSTILE_FUNCTIONS))])]

# tests/profile/test_pstats_print.py - our tables are pstats' tables, byte for byte.
import io
import pstats
import random

import pytest
from proftool import (DEMO_CALLS, DEMO_FUNCTIONS, HOSTILE_CALLS, HOSTILE_FUNCTIONS, random_calls,
                      run_tool, stepping_clock, walk)

WORDS = list(pstats.Stats.sort_arg_dict_default)
RESTRICTIONS = [
    [],
    ["3"],
    ["0"],
    ["1000000"],
    ["0.5"],
    ["0.123", "2"],
    ["0.00001"],
    ["1.5"],
    ["fib"],
    ["In\\[1\\]", "0.5", "1"],
    ["no such 'name\\"],
    ["'"],
    ["\"'"],
    ["^In.*[12]\\]:[1-5]\\("],
    ["cell|printf"],
    ["{built-in"],
]


def parse(restriction):
    for kind in (int, float):
        try:
            return kind(restriction)
        except ValueError:
            pass
    return restriction


def pstats_text(path, keys, restrictions):
    out = io.StringIO()
    stats = pstats.Stats(str(path), stream=out)
    if keys:
        stats.sort_stats(*keys)
    stats.print_stats(*[parse(r) for r in restrictions])
    # Two lines name the file and its date, one is empty.
    return out.getvalue().split("\n", 2)[2]


def demo(tmp_path, keys, restrictions=(), functions=DEMO_FUNCTIONS, calls=DEMO_CALLS):
    events = walk(calls, stepping_clock(random.Random(1), 10**8))
    return run_tool(tmp_path / "x.prof", functions, events, keys, restrictions)


@pytest.mark.parametrize("word", WORDS)
def test_each_key(tmp_path, word):
    text = demo(tmp_path, [word])
    assert text == pstats_text(tmp_path / "x.prof", [word], [])


def test_without_order(tmp_path):
    assert demo(tmp_path, []) == pstats_text(tmp_path / "x.prof", [], [])


def is_valid(restriction):
    return not restriction.startswith("{") and not restriction.endswith("\\")


@pytest.mark.parametrize("restrictions", RESTRICTIONS, ids=str)
def test_each_restriction(tmp_path, restrictions):
    if not all(is_valid(r) for r in restrictions):
        restrictions = [r.replace("{", "\\{").rstrip("\\") for r in restrictions]
    text = demo(tmp_path, ["cumtime"], restrictions)
    assert text == pstats_text(tmp_path / "x.prof", ["cumtime"], restrictions)


def test_abbreviations(tmp_path):
    known = pstats.Stats(stream=io.StringIO()).get_sort_arg_defs()
    for key in sorted({word[:n] for word in WORDS for n in range(1, len(word) + 1)} | {"x", "Time"}):
        if key in known:
            text = demo(tmp_path, [key])
            assert text == pstats_text(tmp_path / "x.prof", [key], []), key
        else:
            with pytest.raises(AssertionError, match="no sort key"):
                demo(tmp_path, [key])


def test_invalid_expression_is_refused(tmp_path):
    with pytest.raises(AssertionError, match="no regular expression"):
        demo(tmp_path, [], ["fib("])


def test_hostile_names(tmp_path):
    text = demo(tmp_path, ["stdname"], [], HOSTILE_FUNCTIONS, HOSTILE_CALLS)
    assert text == pstats_text(tmp_path / "x.prof", ["stdname"], [])


def test_random_trees_and_orders(tmp_path):
    for seed in range(100):
        chance = random.Random(seed)
        functions = [
            (chance.choice(["In[1]", "In[2]", "~", "z/é.h"]), chance.choice([0, 2, 10]), f"f{i}")
            for i in range(9)
        ]
        events = walk(
            random_calls(chance, 9, 12, [300]), stepping_clock(chance, chance.choice([2, 10**9]))
        )
        keys = chance.sample(WORDS, chance.randint(1, 3))
        restrictions = chance.choice([[], ["4"], ["0.3"], ["f[1-4]"]])
        text = run_tool(tmp_path / "x.prof", functions, events, keys, restrictions)
        assert text == pstats_text(tmp_path / "x.prof", keys, restrictions), f"seed {seed}"

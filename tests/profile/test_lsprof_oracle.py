# tests/profile/test_lsprof_oracle.py - the numbers in a .prof are those of CPython's _lsprof.
#
# Random call trees run as Python functions under cProfile with an invented integer clock; the
# same calls at the same times go through tree_to_prof. Every number must be equal, not near.
import cProfile
import random

import pytest
from proftool import ROOT, load, random_calls, run_tool, stepping_clock, walk


def make_functions(count):
    """Gives Python functions that call what they are told to."""
    functions = []

    def make(name):
        source = f"def {name}(inner):\n for number, more in inner:\n  functions[number](more)\n"
        scope = {"functions": functions}
        exec(compile(source, f"<{name}>", "exec"), scope)
        return scope[name]

    functions += [make(f"f{i}") for i in range(count)]
    return functions


def run_under_cprofile(functions, calls, times):
    """Gives cProfile's statistics of the calls when its clock reads one time after the other."""
    profile = cProfile.Profile(iter(times).__next__, 1e-9, subcalls=True, builtins=False)
    profile.enable()
    for number, inner in calls:
        functions[number](inner)
    profile.disable()
    profile.create_stats()
    return profile.stats


def without_root(stats):
    """Takes out what cProfile does not have: the session that calls every cell."""
    return {
        key: (cc, nc, tt, ct, {c: numbers for c, numbers in callers.items() if c != ROOT})
        for key, (cc, nc, tt, ct, callers) in stats.items()
        if key != ROOT
    }


@pytest.mark.parametrize("first_seed", range(0, 400, 50))
def test_random_trees_are_equal(tmp_path, first_seed):
    for seed in range(first_seed, first_seed + 50):
        chance = random.Random(seed)
        functions = make_functions(chance.randint(1, 9))
        budget = [chance.randint(5, 400)]
        calls = [(0, [])] + random_calls(chance, len(functions), chance.randint(1, 40), budget)
        events = walk(calls, stepping_clock(chance, chance.choice([2, 1000, 10**10])))
        keys = [(f.__code__.co_filename, f.__code__.co_firstlineno, f.__name__) for f in functions]
        expected = run_under_cprofile(functions, calls, [time for _, time in events])
        run_tool(tmp_path / "x.prof", keys, events)
        assert without_root(load(tmp_path / "x.prof")) == expected, f"seed {seed}"


def test_deep_recursion_and_large_numbers(tmp_path):
    depth = 100_000
    hours = 5 * 3600 * 10**9
    events = [(0, i) for i in range(depth)] + [(None, hours + i) for i in range(depth)]
    run_tool(tmp_path / "x.prof", [("In[1]", 2**31 + 5, "deep")], events)
    stats = load(tmp_path / "x.prof")
    total = (hours + depth - 1) * 1e-9
    key = ("In[1]", 2**31 + 5, "deep")
    assert stats[key][:4] == (1, depth, total, total)
    assert stats[key][4][key][:2] == (depth - 1, 1)
    assert stats[key][4][ROOT][:2] == (1, 1)
    assert stats[ROOT] == (1, 1, 0.0, total, {})


def test_nothing_called_still_loads(tmp_path):
    run_tool(tmp_path / "x.prof", [], [])
    assert load(tmp_path / "x.prof") == {ROOT: (1, 1, 0.0, 0.0, {})}

# tests/bad/conftest.py - prints what became of the bad cells, as a table.

RESULTS = []  # (tier, name, state, what the cell's error says)


def pytest_terminal_summary(terminalreporter):
    if not RESULTS:
        return
    terminalreporter.section("bad cells")
    for tier in sorted({row[0] for row in RESULTS}):
        rows = [row for row in RESULTS if row[0] == tier]
        states = [row[2] for row in rows]
        terminalreporter.line(
            f"{tier}: {len(rows)} cells, survived {len(rows) - states.count('dead')}, "
            f"state kept {states.count('kept')}, told as lost {states.count('lost')}, "
            f"back at a checkpoint {states.count('checkpoint')}"
        )
        for _, name, state, says in rows:
            if state != "kept":
                terminalreporter.line(f"  {state:10} {name}: {says[:100]}")

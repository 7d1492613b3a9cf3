# tests/bad/conftest.py - prints what became of the bad cells, as a table.


def pytest_terminal_summary(terminalreporter):
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    # (tier, name, state, what the cell's error says); reports come from other processes too.
    results = [value for report in reports for name, value in report.user_properties if name == "bad cell"]
    if not results:
        return
    terminalreporter.section("bad cells")
    for tier in sorted({row[0] for row in results}):
        rows = [row for row in results if row[0] == tier]
        states = [row[2] for row in rows]
        terminalreporter.line(
            f"{tier}: {len(rows)} cells, survived {len(rows) - states.count('dead')}, "
            f"state kept {states.count('kept')}, told as lost {states.count('lost')}, "
            f"back at a checkpoint {states.count('checkpoint')}"
        )
        for _, name, state, says in rows:
            if state != "kept":
                terminalreporter.line(f"  {state:10} {name}: {says[:100]}")

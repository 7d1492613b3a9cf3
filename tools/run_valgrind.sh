#!/bin/bash
# tools/run_valgrind.sh - runs golden cells with the runner under valgrind's memcheck.
# Usage: run_valgrind.sh BUILD VENV [WORD]
# WORD: which cells (pytest -k); without it those that are about functions. What
# memcheck finds outside of units, which have no symbols for it, counts as a failure. Cells that
# fault, or run for long, are not for it: each is 30 times slower here, and a wild access is a
# report.
set -eu

build=$1
venv=$2
word=${3:-functions_ and not long}
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
status=0

cat >"$reports/runner" <<END
#!/bin/sh
exec valgrind -q --suppressions="$PWD/tools/valgrind.supp" --smc-check=all-non-file --log-file="$reports/log.%p" "$PWD/$build/cicle-runner" "\$@"
END
chmod +x "$reports/runner"
# What %%asan knows of memory lies where compilers write it, and where valgrind puts the runner's.
left_out=(--deselect 'tests/cells/test_cells.py::test_cells[check_asan]'
	--deselect 'tests/cells/test_cells.py::test_cells[check_asan_objects]')
CICLE_RUNNER=$reports/runner CICLE=$build/cicle nice "$venv/bin/python" -m pytest -q \
	-p no:cacheprovider --tb=short "${left_out[@]}" -k "$word" tests/cells </dev/null || status=$?
for log in "$reports"/log.*; do
	[ -s "$log" ] || continue
	head -30 "$log"
	status=1
done
exit "$status"

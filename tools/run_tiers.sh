#!/bin/bash
# tools/run_tiers.sh - runs the tests of what cells do with each tier forced upon every kernel.
# Usage: run_tiers.sh BUILD VENV [WORD]
# WORD: which tests (pytest -k). Objects are kept in a folder of its own, so that the run at tier cc
# begins without any and the one that switches at random finds them. A failed test's captured stderr
# tells the seed that repeats it (CICLE_TIER=random:7). Last come the golden cells with clang as the
# second compiler.
set -eu

build=$1
venv=$2
word=${3:-}
cache=$(mktemp -d)
trap 'rm -rf "$cache"' EXIT
status=0
rc=0

for tier in tcc cc random; do
	echo "== every function at tier $tier"
	CICLE_TIER=$tier CICLE_LOG=tier:1 XDG_CACHE_HOME=$cache CICLE=$build/cicle CICLE_BUILD=$build \
		nice "$venv/bin/python" -m pytest -q -n 2 -p no:cacheprovider --tb=short -k "$word" \
		tests/cells tests/bad tests/profile tests/programs </dev/null || status=$?
done
echo "== the second compiler is clang"
CICLE_CC=clang-14 XDG_CACHE_HOME=$cache CICLE=$build/cicle CICLE_BUILD=$build \
	nice "$venv/bin/python" -m pytest -q -n 2 -p no:cacheprovider --tb=short -k "$word" \
	tests/cells/test_cells.py </dev/null || rc=$?
# 5: none of these has the word.
[ "$rc" -eq 0 ] || { [ "$rc" -eq 5 ] && [ "$word" ]; } || status=$rc
exit "$status"

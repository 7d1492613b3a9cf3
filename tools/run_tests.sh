#!/bin/bash
# tools/run_tests.sh - runs every test that was built, and says how many passed and failed.
# Usage: run_tests.sh BUILD VENV [WORD]
# VENV "": only the unit tests. WORD: only tests whose name contains it.
# The last line is `N passed, N failed`; the exit status is not 0 when anything failed or
# nothing ran. A test that was skipped could not run here: it counts as failed.
set -eu

build=$1
venv=$2
word=${3:-}
passed=0
failed=0

# Runs one unit test's program from a build and adds up its results (Test Anything Protocol).
run_unit() {
	local program=$1/tests/$2 out rc=0 ok planned
	out=$(CICLE_BUILD=$1 CMOCKA_MESSAGE_OUTPUT=tap timeout 120 "$program" 2>&1 </dev/null) || rc=$?
	ok=$(grep -c '^ok ' <<<"$out" || true)
	planned=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' <<<"$out" | awk '{ n += $1 } END { print n + 0 }')
	# A program that crashed, or told nothing, is at least one failure.
	if [ "$planned" -lt $((ok + 1)) ] && [ "$rc" -ne 0 ]; then
		planned=$((ok + 1))
	elif [ "$planned" -eq 0 ]; then
		planned=1 ok=1
	fi
	passed=$((passed + ok))
	failed=$((failed + planned - ok))
	printf '  %-44s %3d passed' "$program" "$ok"
	if [ "$planned" -eq "$ok" ]; then
		echo
	else
		printf ', %d failed (status %d)\n%s\n' $((planned - ok)) "$rc" "$out"
	fi
}

# Runs pytest, two files at a time, as much of their time is waiting, and adds up the counts of its report.
run_pytest() {
	local report=$build/pytest.xml rc=0 counts
	rm -f "$report"
	CICLE=$build/cicle CICLE_BUILD=$build timeout 2700 "$venv/bin/python" -m pytest -q -n 2 --dist loadfile -p no:cacheprovider --tb=short -rs \
		--junitxml="$report" ${word:+-k "$word"} tests </dev/null || rc=$?
	if [ ! -s "$report" ]; then
		echo "pytest ended with status $rc and without a report"
		failed=$((failed + 1))
		return
	fi
	counts=$("$venv/bin/python" - "$report" <<-'END'
		import sys
		import xml.etree.ElementTree as tree

		suites = list(tree.parse(sys.argv[1]).iter("testsuite"))
		total, bad = (
		    sum(int(suite.get(name)) for suite in suites for name in names)
		    for names in (["tests"], ["failures", "errors", "skipped"])
		)
		print(total - bad, bad)
	END
	)
	passed=$((passed + ${counts% *}))
	failed=$((failed + ${counts#* }))
	# 5: no test has that word in its name.
	if [ "$rc" -ne 0 ] && [ "$rc" -ne 5 ] && [ "${counts#* }" -eq 0 ]; then
		failed=$((failed + 1))
	fi
}

for source in tests/unit/*.c tests/unit/runner/*.c; do
	test=${source#tests/}
	test=${test%.c}
	case $test in
	*"*"*) continue ;; # no such file
	*"$word"*) ;;
	*) continue ;;
	esac
	run_unit "$build" "$test"
	[ -z "$venv" ] || run_unit "$build/asan" "$test"
done

# Each fuzz target's stored inputs, in the build with sanitizers.
sanitized=$build
[ -z "$venv" ] || sanitized=$build/asan
for source in tests/fuzz/fuzz_*.c; do
	test=${source#tests/}
	test=${test%.c}
	case $test in
	*"*"*) continue ;; # no such file
	*"$word"*) run_unit "$sanitized" "$test" ;;
	esac
done

if [ -n "$venv" ]; then
	run_pytest
fi

if [ $((passed + failed)) -eq 0 ]; then
	echo "no test ran${word:+: none has the word $word in its name}"
	failed=1
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

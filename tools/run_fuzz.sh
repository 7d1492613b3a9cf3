#!/bin/bash
# tools/run_fuzz.sh - runs each fuzz target for some seconds, from its seeds.
# Usage: run_fuzz.sh BUILD SECONDS [WORD]
# WORD: only targets whose name contains it. An input that breaks a target is kept in
# BUILD/found/: once the fault is mended it belongs into tests/fuzz/regressions/<target>/.
# What fuzzing learnt stays in BUILD/corpus/ for the next time.
set -eu

build=$1
seconds=$2
word=${3:-}
status=0

# Each block that an input takes costs less with a short stack and a small quarantine.
export ASAN_OPTIONS=malloc_context_size=4:quarantine_size_mb=16:${ASAN_OPTIONS:-}
mkdir -p "$build/found"
for source in tests/fuzz/fuzz_*.c; do
	target=$(basename "$source" .c)
	name=${target#fuzz_}
	case $name in
	*"$word"*) ;;
	*) continue ;;
	esac
	corpus=$build/corpus/$name
	mkdir -p "$corpus"
	folders=("$corpus" "tests/fuzz/seeds/$name")
	[ ! -d "tests/fuzz/regressions/$name" ] || folders+=("tests/fuzz/regressions/$name")
	log=$build/$name.log
	# Entropic scheduling weighs the whole corpus anew for each input: up to a fifth of the time (perf, fuzz_cell).
	if "$build/tests/fuzz/$target" -max_total_time="$seconds" -entropic=0 -timeout=20 -rss_limit_mb=2048 \
		-print_final_stats=1 -artifact_prefix="$build/found/$name-" "${folders[@]}" \
		>"$log" 2>&1 </dev/null; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
		printf '  %-10s %10s inputs, no fault\n' "$name" "$runs"
	else
		printf '  %-10s FAULT, see %s\n' "$name" "$log"
		grep -E '^(==[0-9]+==ERROR|SUMMARY)|runtime error|Test unit written' "$log" || tail -5 "$log"
		status=1
	fi
done
exit $status

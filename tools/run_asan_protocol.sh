#!/bin/bash
# tools/run_asan_protocol.sh - runs the protocol tests with a kernel and a runner that sanitizers watch.
# Usage: run_asan_protocol.sh BUILD VENV [WORD]
# BUILD: made with SANITIZE=1. WORD: only tests whose name contains it. What AddressSanitizer, UBSan
# or LeakSanitizer report of either program counts as a failure, also where the tests pass. The
# runner is not asked for leaks: what cells allocate and never free is theirs.
set -eu

build=$1
venv=$2
word=${3:-}
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
status=0

export ASAN_OPTIONS="log_path=$reports/report:detect_stack_use_after_return=0:allocator_may_return_null=1:quarantine_size_mb=16"
export UBSAN_OPTIONS="log_path=$reports/report:print_stacktrace=1"
export CICLE=$build/cicle CICLE_BUILD=$build
"$venv/bin/python" -m pytest -q -p no:cacheprovider --tb=short ${word:+-k "$word"} tests/protocol \
	</dev/null || status=$?
for report in "$reports"/report*; do
	[ -e "$report" ] || continue
	head -40 "$report"
	status=1
done
exit "$status"

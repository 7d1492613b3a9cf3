#!/bin/sh
# tools/run_bench.sh - runs all benchmarks, the C programs and then the Python ones.
# Usage: run_bench.sh BUILD VENV [WORD]
# WORD: only benchmarks whose name contains it.
set -eu

build=$1
venv=$2
word=${3:-}
export CICLE_BUILD="$build"

for bench in bench/*.c bench/*.py; do
	case "$bench" in
	*"*"*) continue ;; # no such file
	*"$word"*) ;;
	*) continue ;;
	esac
	echo "== $bench"
	case $bench in
	*.py) "$venv/bin/python" "$bench" ;;
	*) "$build/${bench%.c}" ;;
	esac
	echo
done

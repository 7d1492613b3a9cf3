#!/bin/sh
# tools/make_readers.sh - installs the programs from npm that read profiles in tests.
# Usage: make_readers.sh VENV
# They go into VENV/readers, with the versions and hashes of tools/readers/package-lock.json;
# VENV has npm. Does nothing when they are there.
set -eu

venv=$1
readers=$venv/readers
lock=tools/readers/package-lock.json

if cmp -s "$lock" "$readers/package-lock.json" && [ -d "$readers/node_modules" ]; then
	exit 0
fi
echo "installing into $readers what $lock names"
mkdir -p "$readers"
cp tools/readers/package.json "$readers"
cp "$lock" "$readers"
bin=$(cd "$venv/bin" && pwd)
# npm is a script that looks for node on PATH.
log=$(cd "$readers" && PATH=$bin:$PATH npm ci --ignore-scripts --no-audit --no-fund 2>&1) || {
	echo "$log" >&2
	rm -rf "$readers"
	exit 1
}

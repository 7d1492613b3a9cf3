#!/bin/sh
# tools/make_papermill.sh - installs papermill's translator for C (tools/papermill) into an environment.
# Usage: make_papermill.sh VENV
# Does nothing when it is there as it is here.
set -eu

venv=$1
package=tools/papermill

installed=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/cicle_papermill.py
if cmp -s "$package/cicle_papermill.py" "$installed"; then
	exit 0
fi
echo "installing $package into $venv"
# From a copy, as the build writes into its folder.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp "$package"/* "$copy"
"$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --force-reinstall "$copy"

#!/bin/sh
# tools/make_venv.sh - makes a Python environment with what a requirements file names.
# Usage: make_venv.sh VENV REQUIREMENTS
# A stamp with the files' hash says that it is up to date: then nothing is looked up or installed.
set -eu

venv=$1
requirements=$2
folder=$(dirname "$requirements")
name=$(basename "$requirements" .txt)

# A file may stand on others by `-r other.txt`: all of them count.
hash=$(for file in "$requirements" $(sed -n "s|^-r *|$folder/|p" "$requirements"); do
	cat "$file"
done | sha256sum | cut -c1-16)
stamp=$venv/.cicle-$name-$hash
if [ -e "$stamp" ] && "$venv/bin/python" -c '' 2>/dev/null; then
	exit 0
fi

# Some python3 on PATH come without ensurepip; the system's has it with python3-venv.
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
	rm -rf "$venv"
	python3 -m venv "$venv" 2>/dev/null || {
		rm -rf "$venv"
		/usr/bin/python3 -m venv "$venv"
	}
fi
echo "installing into $venv what $requirements names"
"$venv/bin/python" -m pip install -q --disable-pip-version-check -r "$requirements"
rm -f "$venv/.cicle-$name-"*
: >"$stamp"

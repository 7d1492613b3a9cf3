#!/bin/sh
# tools/make_venv.sh - makes a Python environment with what a requirements file names.
# Usage: make_venv.sh VENV REQUIREMENTS
# A stamp with the files' hash says that it is up to date: then nothing is looked up or installed.
set -eu

venv=$1
requirements=$2
folder=$(dirname "$requirements")

# What a requirements file stands on by `-r other.txt`.
bases=$(sed -n "s|^-r *|$folder/|p" "$requirements")

# Gives the stamp of a requirements file together with those that it stands on.
stamp_of() {
	name=$(basename "$1" .txt)
	hash=$(for file in "$1" $(sed -n "s|^-r *|$folder/|p" "$1"); do
		cat "$file"
	done | sha256sum | cut -c1-16)
	echo "$venv/.cicle-$name-$hash"
}

stamp=$(stamp_of "$requirements")
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
for file in "$requirements" $bases; do
	rm -f "$venv/.cicle-$(basename "$file" .txt)-"*
	: >"$(stamp_of "$file")"
done

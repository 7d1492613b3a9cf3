#!/bin/sh
# tools/lab.sh - registers the kernel in a Python environment and opens its JupyterLab on the tour.
# Usage: lab.sh VENV KERNEL NOTEBOOK
# Serves on 127.0.0.1 only and asks nothing of the internet.
set -eu

venv=$(cd "$1" && pwd)
kernel=$2
notebook=$3

VIRTUAL_ENV=$venv "$kernel" install --sys-prefix

# JupyterLab would ask whether it may fetch news, and look for a newer version of itself.
mkdir -p "$venv/etc/jupyter/labconfig"
echo '{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}' \
	>"$venv/etc/jupyter/labconfig/page_config.json"

set -- --ServerApp.ip=127.0.0.1 --LabApp.default_url="/lab/tree/$notebook"
[ "$(id -u)" -ne 0 ] || set -- "$@" --allow-root
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
	set -- "$@" --no-browser
	echo "No display here: open the address below that starts with http://127.0.0.1:"
fi

PATH=$venv/bin:$PATH
export PATH
exec "$venv/bin/jupyter" lab "$@"

#!/bin/bash
# tools/install_deps.sh - installs the Debian packages that are missing; nothing when none is.
# Usage: install_deps.sh build | test | fuzz
set -eu

build_packages=(build-essential pkg-config libzmq3-dev libsodium-dev libcjson-dev libtcc-dev tcc
	libsqlite3-dev uthash-dev zlib1g-dev libedit-dev libzydis-dev libdw-dev python3 python3-venv)
test_packages=(libcmocka-dev manpages-dev chromium fonts-dejavu-core clang-format-14 clang-tidy-14
	cppcheck shellcheck gdb valgrind tmux zsh fish clang-14 libomp-14-dev)
fuzz_packages=(clang-14 libclang-rt-14-dev)

case "${1:-}" in
build) wanted=("${build_packages[@]}") ;;
test) wanted=("${build_packages[@]}" "${test_packages[@]}") ;;
fuzz) wanted=("${build_packages[@]}" "${fuzz_packages[@]}") ;;
*)
	echo "usage: $0 build | test | fuzz" >&2
	exit 2
	;;
esac

if ! command -v dpkg-query >/dev/null; then
	echo "$0: this is not Debian: what is needed is the equivalent of ${wanted[*]}" >&2
	exit 0
fi

missing=()
for package in "${wanted[@]}"; do
	case "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)" in
	"install ok installed") ;;
	*) missing+=("$package") ;;
	esac
done
[ ${#missing[@]} -gt 0 ] || exit 0

sudo=()
[ "$(id -u)" -eq 0 ] || sudo=(sudo)
echo "installing: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${sudo[@]}" apt-get update -qq &&
	"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		"${missing[@]}"; } </dev/null >"$log" 2>&1; then
	cat "$log" >&2
	echo "$0: could not install ${missing[*]}" >&2
	exit 1
fi

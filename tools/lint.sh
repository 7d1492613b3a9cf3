#!/bin/bash
# tools/lint.sh - checks the style of all C files, and looks for mistakes with static analysis.
# Usage: lint.sh [C compiler flags]
# Prints nothing but what is wrong, and a last line when all is well.
set -euo pipefail

folders=()
for folder in base jit profiler magics terminal kernel include bench tests; do
	[ ! -d $folder ] || folders+=("$folder")
done
# Golden cells are what users type: they are not ours to format or judge; nor is how the programs of
# the benchmarks compute.
mapfile -t all < <(find "${folders[@]}" -name '*.[ch]' -not -path 'tests/cells/*' | sort)
mapfile -t sources < <(printf '%s\n' "${all[@]}" | grep '\.c$' | grep -v '^bench/programs/')
jobs=$(nproc)

# Checks one file: given more at once, version 14 finds faults with every va_list. The count of
# warnings in system headers, which it prints always, is shown only with a failure.
# shellcheck disable=SC2317 # called by xargs
tidy() {
	local notes flags
	# A quarter of the paths that the analyzer follows by default: a quarter of the time.
	local effort=(-Xclang -analyzer-config -Xclang max-nodes=50000)
	read -ra flags <<<"$FLAGS"
	notes=$(clang-tidy-14 --quiet "$@" -- "${flags[@]}" "${effort[@]}" 2>&1) || {
		echo "$notes"
		return 1
	}
}
export -f tidy
export FLAGS="$*"

status=0
clang-format-14 --dry-run -Werror "${all[@]}" || {
	echo "lint: \`make fmt\` formats them"
	status=1
}
cppcheck --quiet --error-exitcode=1 -j "$jobs" --inline-suppr --std=c11 \
	--enable=warning,performance,portability --suppressions-list=tools/cppcheck.txt \
	-I. -D_GNU_SOURCE "${sources[@]}" || status=1
printf '%s\0' "${sources[@]}" | xargs -0 -P "$jobs" -n 1 bash -c 'tidy "$@"' tidy || status=1
shellcheck .ci/run tools/*.sh && shellcheck -s bash terminal/completion/cicle.bash || status=1

[ $status -ne 0 ] || echo "lint: ${#all[@]} C files are clean"
exit $status

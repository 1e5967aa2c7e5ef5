#!/bin/sh
# some.sh - the part of `make lint` that fits into a run of .ci/run
#
#   tests/lint/some.sh [TURN]
#
# Scripts and cppcheck whole; the programs' sources for clang's warnings (gcc's are those
# of the build); clang-tidy, which takes as long as all else together, on every tenth
# source: the commit picks which, so that ten commits have had all of them read, and the
# same commit the same ones.  TURN (0 to 9) picks by hand.  A tool that is not installed
# is named and left out.
set -u
cd "$(dirname "$0")/../.." || exit 1
jobs=${JOBS:-$(nproc 2>/dev/null || echo 2)}
turn=${1:-$((0x0$(git rev-parse --short=6 HEAD 2>/dev/null) % 10))}
status=0

have() {
	command -v "$1" >/dev/null 2>&1 && return 0
	echo "lint-some goes without $1, which is not installed" >&2
	return 1
}

clang_make() {
	make -sk -j"$jobs" CC=clang B=build/clang "$@" || status=1
}

if have shellcheck && have pyflakes3; then
	tests/lint/scripts.sh --lint || status=1
fi
if have cppcheck; then
	make -s JOBS="$jobs" cppcheck || status=1
fi
if have clang; then
	clang_make syntax
	if have clang-tidy; then
		clang_make tidy TIDY="$(find lib mockserver harness -name '*.c' | sort |
			awk -v turn="$turn" 'NR % 10 == turn' | tr '\n' ' ')"
	fi
fi
[ "$status" != 0 ] || echo "lint-some found nothing; clang-tidy has read part $turn of 0 to 9"
exit "$status"

#!/bin/sh
# targets.sh - does `make help` list each target that a page names, and does one suite of
# unit tests have all programs that it may start?
set -eu
cd "$(dirname "$0")/../.."
listed=$(make -s help)
built=$(make -n DEPS=no B=build/none check-unit T=integration/test_ctl)
status=0

for target in $(grep -ohE '`make [a-z-]+[ `]' README.md CONTRIBUTING.md docs/*.md \
	./*/README.md tests/*/README.md | tr -d '`' | sed 's/make //' | sort -u); do
	[ "$target" = help ] || printf '%s\n' "$listed" |
		grep -qE "make ([a-z-]+ )?$target( |\$)" || {
		echo "make help does not list $target"
		status=1
	}
done
for program in flowmock flowmock-ctl flowcheck; do
	printf '%s\n' "$built" | grep -q "build/none/$program " || {
		echo "make check-unit T=… does not build $program"
		status=1
	}
done
exit $status

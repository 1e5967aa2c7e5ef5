#!/bin/sh
# run.sh BUILD - runs the tests of a build with MODE=cov, and shows what they ran
#
# BUILD/html shows each line.  Prints the numbers, which ratchet.txt holds, and the gaps,
# even where a test failed.  Counts of an earlier run are deleted first.
set -eu
cd "$(dirname "$0")/../.."
B=$1
find "$B" -name '*.gcda' -delete
failed=
tests/run.sh "$B" unit fuzz harness scenarios || failed=1
mkdir -p "$B/html"
# gcov counts fewer than no calls where a child that was killed had not counted its own,
# which gcovr can't read.
gcovr --root . --filter 'lib/' --filter 'mockserver/' --filter 'harness/' -j "$(nproc)" \
	--gcov-ignore-parse-errors --exclude-unreachable-branches --json "$B/coverage.json" \
	--html-details "$B/html/index.html" --html-title "flowmock: what the tests run" \
	"$B/obj/lib" "$B/obj/mockserver" "$B/obj/harness"
echo "each line: $B/html/index.html"
python3 tests/cov/gaps.py "$B/coverage.json" || failed=1
[ -z "$failed" ]

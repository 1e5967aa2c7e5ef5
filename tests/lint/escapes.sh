#!/bin/sh
# escapes.sh - is there more JSON with backslashes in the tests than there was?
#
# tests/support/quoted.h writes it without: JSON(...), or ' for ".  Lines that have it are
# counted; escapes.txt says how many may be left; that number never grows.
set -eu
cd "$(dirname "$0")/../.."
most=$(grep -v '^#' tests/lint/escapes.txt)
found=$(find tests -name '*.[ch]' -exec grep -hE '[{,[]\\"|\\" ?:' {} + | wc -l)
[ "$found" -le "$most" ] || {
	echo "$found lines of tests have JSON with backslashes, not $most at most:"
	echo "write JSON({\"a\":1}), or \"{'a':1}\" with quoted() (tests/support/quoted.h)"
	exit 1
}

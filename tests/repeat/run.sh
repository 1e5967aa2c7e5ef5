#!/bin/sh
# run.sh - the same seed, story and clock leave the same bytes, whoever makes them
#
#   tests/repeat/run.sh BUILD DEBUG     workers, the debug build, requests that only read
#   tests/repeat/run.sh BUILD OTHER COMPILERS   the builds of two compilers, named so
#
# Each variant of play.py's story leaves the files it exported and the answers it gave.
# Their hashes must be those of the first; where one is not, the first difference is
# shown.  Prints "ok NAME" or "not ok NAME (reason)" for each variant.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$1 other=$2 compilers=${3:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

hash_of() { sha256sum <"$1" | cut -c1-64; }

# play VARIANT BUILD OPTION...: its hashes are in VARIANT.hashes; 1 when it ended badly.
play() {
	variant=$1 program=$2/flowmock
	shift 2
	rm -rf "${work:?}/$variant"
	python3 tests/repeat/play.py "$program" "$work/$variant" "$@" >"$work/out" 2>&1 || return 1
	rm -rf "$work/$variant/exports"
	for what in tree answers; do
		echo "$what $(hash_of "$work/$variant/$what")"
	done >"$work/$variant.hashes"
}

# same NAME VARIANT BUILD OPTION...: leaves what the first variant has left.
same() {
	name=$1
	shift
	if ! play "$@"; then
		echo "not ok $name (the story did not end)"
		sed 's/^/    /' "$work/out"
	elif cmp -s "$work/first.hashes" "$work/$1.hashes"; then
		echo "ok $name"
	else
		echo "not ok $name (other hashes)"
		for what in tree answers; do
			diff -a "$work/first/$what" "$work/$1/$what" | head -n 5 | cut -c1-300
		done | sed 's/^/    /'
	fi
}

if ! play first "$B" --workers 1; then
	echo "not ok the story is played (see below)"
	sed 's/^/    /' "$work/out"
	exit 1
fi
files=$(grep -vc '^folder ' "$work/first/tree")
if [ "$files" -lt 500 ] || [ "$(grep -ac '^x-request-id: ' "$work/first/answers")" -lt 150 ]; then
	echo "not ok the story is long enough ($files files)"
fi
sed "s/^/    /; s/tree/tree of $files files/" "$work/first.hashes"
if [ -n "$compilers" ]; then
	same "the builds of $compilers leave the same bytes" other "$other" --workers 1
	exit 0
fi
same "four workers leave the bytes of one" four "$B" --workers 4
same "the debug build leaves the bytes of the release build" debug "$other" --workers 1
same "requests that only read change no byte" reads "$B" --workers 2 --reads

#!/bin/sh
# run.sh - applies typical changes, each a patch, and checks how many files they touch
#
#   tests/rows/run.sh BUILD [PATCH...]      all of tests/rows/*.patch
#
# A patch begins with what it adds and what holds of it:
#
#   Adds: a filter operator
#   Files: 1                        the most that it may touch
#   Passes: make build/flowcheck && build/flowcheck run x.yaml
#
# It is applied to a copy of the tree, with what BUILD has already built, so that only
# what the patch touches is built again; then its command must succeed there.  Prints
# "ok NAME" or "not ok NAME" for each; a patch that no longer applies is not ok.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export TMPDIR="$work"
unset MAKEFLAGS MFLAGS MAKELEVEL
[ $# -gt 0 ] || set -- tests/rows/*.patch

# of FILE WORD: what the patch's head says behind "WORD: "
of() {
	sed -n "/^--- /q; s/^$2: *//p" "$1"
}

copy_tree() {
	mkdir -p "$work/tree/build"
	: >"$work/tree/build/rows" # what the commands look for: they change the tree
	cp -a Makefile .ci lib mockserver harness tests fixtures scenarios docs completions CHANGELOG.md \
		"$work/tree"
	[ ! -d "$B/obj" ] || cp -a "$B/obj" "$work/tree/build"
}

# Its output is what went wrong.
try() {
	most=$(of "$1" Files)
	command=$(of "$1" Passes)
	touched=$(grep -c '^+++ ' "$1")
	if [ -z "$most" ] || [ -z "$command" ]; then
		echo "its head has no Files: or no Passes:"
		return 1
	fi
	if [ "$touched" -gt "$most" ]; then
		echo "it touches $touched files, more than $most"
		return 1
	fi
	patch -d "$work/tree" -p1 --batch --forward --fuzz=0 <"$1" || return 1
	(cd "$work/tree" && eval "$command")
}

# The tree as it was, but for what has been built: the next one builds that again.
take_back() {
	sed -n 's|^+++ b/\([^	]*\).*|\1|p' "$1" | while read -r file; do
		rm -f "$work/tree/$file" "$work/tree/$file.orig" "$work/tree/$file.rej"
		[ ! -e "$file" ] || { cp "$file" "$work/tree/$file" && touch "$work/tree/$file"; }
	done
}

copy_tree
status=0
for patch in "$@"; do
	name="to add $(of "$patch" Adds) touches $(of "$patch" Files) or less"
	if try "$patch" >"$work/out" 2>&1; then
		echo "ok $name"
	else
		echo "not ok $name ($patch)"
		tail -n 40 "$work/out" | sed 's/^/    /'
		status=1
	fi
	take_back "$patch"
done
exit "$status"

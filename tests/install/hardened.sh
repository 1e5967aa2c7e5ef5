#!/bin/sh
# hardened.sh BUILD - what is built has the protections that a release build promises
#
# Read from the programs, the library and the objects themselves.  The note that asks
# the system for control-flow protection is in all objects of ours; a program has it
# only where the C library's start files have it, too (Debian 12's have not).
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
programs="$B/flowmock $B/flowmock-ctl $B/flowcheck"
built="$programs $B/libflowmock.so"
large="$B/flowmock $B/flowcheck $B/libflowmock.so" # with frames of more than a page

check() { # NAME COMMAND...: its output is shown if it fails
	name=$1
	shift
	if "$@" >"$work/out" 2>&1; then
		echo "ok $name"
	else
		echo "not ok $name (exit $?)"
		sed 's/^/    /' "$work/out"
	fi
}

# each TEXT OPTIONS FILE...: what readelf says of each file has the text in it
each() {
	text=$1 options=$2 missing=0
	shift 2
	[ $# -gt 0 ] || missing=1
	for f in "$@"; do
		readelf "$options" "$f" >"$work/elf" 2>/dev/null
		grep -qE -- "$text" "$work/elf" && continue
		echo "$f: no $text"
		missing=1
	done
	return "$missing"
}

none() { # TEXT OPTIONS FILE...
	text=$1 options=$2
	shift 2
	for f in "$@"; do
		readelf "$options" "$f" >"$work/elf" || return 1
		grep -E -- "$text" "$work/elf" && return 1
	done
	return 0
}

# Frames of more than a page are taken page by page, each touched at once.
pages_are_touched() {
	for f in $large; do
		objdump -d --no-show-raw-insn "$f" |
			awk '/sub +\$0x1000,%rsp/ { at = NR }
				/(orq|movq) +\$0x0,\(%rsp\)/ && NR == at + 1 { n++ }
				END { exit !n }' || { echo "$f: no page is touched"; return 1; }
	done
}

# Where functions can be called by a pointer, they start with endbr64.
calls_land() {
	for f in $built; do
		objdump -d --no-show-raw-insn "$f" >"$work/code" || return 1
		for symbol in $(nm -D --defined-only "$f" | sed -n 's/.* T \(flowmock_.*\)/\1/p') \
			$(nm "$f" | sed -n 's/.* T \(main\)$/\1/p'); do
			grep -A 1 "<$symbol>:" "$work/code" | grep -q endbr64 && continue
			echo "$f: $symbol does not start with endbr64"
			return 1
		done
	done
}

objects() {
	find "$B/obj/lib" "$B/obj/mockserver" "$B/obj/harness" "$B/obj/assets.o" -name '*.o'
}

start_files_have_the_note() {
	for f in crti.o crtn.o Scrt1.o; do
		readelf -n "$(cc -print-file-name="$f")" | grep -q 'IBT, SHSTK' || return 1
	done
}

grep -q -- -D_FORTIFY_SOURCE "$B/obj/flags" || {
	echo "skip what is built is hardened # $B is no release build"
	exit 0
}
# shellcheck disable=SC2046,SC2086
{
	check "all addresses are bound at the start" each BIND_NOW -dW $built
	check "what is bound at the start is read-only afterwards" each GNU_RELRO -lW $built
	check "no stack can be executed" each 'GNU_STACK .* RW +0x' -lW $built
	check "nothing writable can be executed" none ' RWE ' -lW $built
	check "no code is written while it is loaded" none TEXTREL -dW $built
	check "the programs can be loaded anywhere" each 'FLAGS_1.* PIE' -dW $programs
	check "stacks are guarded" each '__stack_chk_fail' -sW $built
	case $(uname -m) in
	x86_64)
		check "large frames touch each page" pages_are_touched
		check "indirect calls land on endbr64" calls_land
		check "every object has the note of control-flow protection" \
			each 'IBT, SHSTK' -nW $(objects)
		if start_files_have_the_note; then
			check "so have the programs and the library" each 'IBT, SHSTK' -nW $built
		else
			echo "skip so have the programs and the library # the C library's start files have it not"
		fi
		;;
	*)
		echo "skip large frames, indirect calls and their note # of x86-64"
		;;
	esac
}

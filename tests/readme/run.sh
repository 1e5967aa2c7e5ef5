#!/bin/sh
# run.sh BUILD - the README's shell blocks, run one after the other as they stand
#
# By the plain sh that they are marked as, in which braces are no lists.
#
# They run in a copy of the tree, with BUILD's programs in its build/, and where that is
# possible in a network apart, so that the port they name is free.  A block
# behind <!-- not run: REASON --> is left out, and counted as skipped with the reason.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy=$work/flowmock
mkdir -p "$copy/build"

# What git would clone; files keep their times, so that make builds nothing anew.
if git ls-files -z >"$work/files" 2>/dev/null && [ -s "$work/files" ]; then
	tar --null -T "$work/files" -cf - | tar -xf - -C "$copy"
else
	tar --exclude=./build -cf - . | tar -xf - -C "$copy"
fi
cp -a "$B/obj" "$B/flowmock" "$B/flowmock-ctl" "$B/flowcheck" "$B"/libflowmock.* "$copy/build/"
find "$B" -maxdepth 1 -name '.*' -type f -exec cp -a {} "$copy/build/" \;

awk -v script="$work/blocks.sh" -v left="$work/left" '
	/^<!-- not run: / { why = $0; sub(/^<!-- not run: /, "", why); sub(/ -->$/, "", why); next }
	/^```sh$/ { block = 1; if (why == "") print "echo \"## line " NR "\" >&2" >script; else print why >left; next }
	/^```/ { block = 0; why = ""; next }
	block && why == "" { print >script }
' README.md
: >>"$work/left"

cat >"$work/play.sh" <<'PLAY'
cd "$1" || exit 1
export DEPS=no NO_COLOR=1 XDG_STATE_HOME="$1/state"
[ -z "${OWN_NETWORK:-}" ] || ip link set lo up || exit 1
trap 'jobs -p >"$1/jobs"; kill $(cat "$1/jobs") 2>/dev/null; wait' EXIT
set -e
. "$2"
PLAY
if unshare -rn ip link set lo up 2>/dev/null; then
	OWN_NETWORK=1 timeout 120 unshare -rn sh "$work/play.sh" "$copy" "$work/blocks.sh" \
		>"$work/out" 2>"$work/err"
else
	timeout 120 sh "$work/play.sh" "$copy" "$work/blocks.sh" >"$work/out" 2>"$work/err"
fi
status=$?

# verdict NAME COMMAND...: ok when it holds; all that was said otherwise.
verdict() {
	name=$1
	shift
	if "$@"; then
		echo "ok $name"
	else
		echo "not ok $name"
		sed 's/^/    /' "$work/out" "$work/err"
	fi
}

says() { grep -qE -- "$1" "$work/out"; }

verdict "the README's shell blocks run as they stand" [ "$status" = 0 ]
# Is each line that the README shows of `make run` one that it prints?  "…" stands for others.
shows_what_run_prints() {
	awk '/^make run$/ { run = 1; next } run && /^```$/ { run++; next } run == 3' README.md >"$work/shown"
	[ -s "$work/shown" ] || return 1
	while IFS= read -r line; do
		[ "$line" = … ] || grep -qxF -- "$line" "$work/out" || {
			echo "it does not print: $line" >>"$work/err"
			return 1
		}
	done <"$work/shown"
}

verdict "what it shows of make run is what that prints" shows_what_run_prints
verdict "its flow has a run that succeeded" says '"status":"success"'
verdict "its files lie below ./exports" says '^exports/s3/your-bucket-name/folder/subfolder/.*\.parquet$'
verdict "its Python lists the flow" says '^[0-9a-f-]{36} enabled Every three hours$'
verdict "its timeline shows the flow" says 'Every three hours +'

# What the comments of the stories say.
throttled() {
	says '^HTTP/1\.1 429 ' && says '^Retry-After: 7' &&
		says 'request 2, FLOW_LIST: answered 429 THROTTLED, before the service did anything$'
}
lost() {
	grep -A 2 '^status 000$' "$work/out" | tr '\n' ' ' | grep -qx 'status 000 status 201 {"count":2} '
}
two_of_five() {
	says '; 2 runs fired: 1 success, 1 failed$' && says ' failed +0 +0 ' && says ' success +5 +240 ' &&
		says '^ +↯'
}

verdict "its client is throttled, with the time to come back" throttled
verdict "its create is done, and the answer lost" lost
verdict "its run fails after two of five files, and the next one covers the window" two_of_five
verdict "its scenarios pass on what stands in for the real service" says '^6 passed, 0 failed, 0 skipped$'
verdict "and its clean-up finds nothing left" says '^nothing is left of any run$'
verdict "it has 200 lines at most" [ "$(wc -l <README.md)" -le 200 ]
while IFS= read -r why; do
	echo "skip a block of the README # not run: $why"
done <"$work/left"

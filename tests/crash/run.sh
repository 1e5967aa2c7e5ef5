#!/bin/sh
# run.sh - the loops of tests/crash, side by side
#
#   tests/crash/run.sh BUILD [all]      SEED=1 from the environment
#
# "all": 1,000 kills and every point of the failing calls; else what 40 seconds are
# enough for.  A kill -9 loses nothing that was written, whatever it was written to, so
# that the servers' files lie in memory where there is such a folder.
set -u
cd "$(dirname "$0")/../.."
B=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

if [ -z "${TMPDIR:-}" ] && [ -d /dev/shm ] && [ -w /dev/shm ]; then
	TMPDIR=/dev/shm
	export TMPDIR
fi
SEED=${SEED:-1}
export SEED
case ${2:-} in
all) count=1000 seconds=3600 points= ;;
*) count=1000 seconds=40 points=400 ;;
esac

loop() { # name, then variables: the exit status is told when it ends
	name=$1
	shift
	timeout $((seconds + 300)) env "$@" "$B/tests/crash/$name.run" >"$work/$name" 2>&1
	status=$?
	# What dies must not pass on what it did until then.
	[ "$status" -lt 2 ] || echo "not ok the loop $name ends (exit $status)" >>"$work/$name"
}

loop kill_loop COUNT="$count" SECONDS="$seconds" &
loop fail_loop COUNT="$points" SECONDS="$seconds" &
if [ -x "$B/tests/crash/lost_state.run" ]; then
	loop lost_state
fi
wait
cat "$work"/*
! grep -q '^not ok' "$work"/*

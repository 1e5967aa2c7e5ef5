#!/bin/sh
# run.sh - the programs of tests/crash, side by side
#
#   tests/crash/run.sh BUILD [all]      SEED=1 KEEP= from the environment
#
# "all": 1,000 kills and every point of the failing calls, for an hour at most; else as
# much as fits in 60 seconds.  A kill -9 loses nothing that was written, on any file
# system, so the servers' folders lie in memory where that is possible.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$1
place=${TMPDIR:-/tmp}
if [ -z "${TMPDIR:-}" ] && [ -d /dev/shm ] && [ -w /dev/shm ]; then
	place=/dev/shm
fi
work=$(mktemp -d "$place/flowmock-crash-XXXXXX")
pids=
# shellcheck disable=SC2154
trap 'for p in $pids; do kill "$p" 2>/dev/null; done; wait
	[ -n "${KEEP:-}" ] || rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

TMPDIR=$work
SEED=${SEED:-1}
export TMPDIR SEED
case ${2:-} in
all) seconds=3600 points="" histories=300 faults=1000 once=10000 ;;
*) seconds=60 points=400 histories=20 faults=10 once=40 ;;
esac

begin() { # name, then variables; a loop that hangs is killed
	name=$1
	shift
	timeout $((seconds + 120)) env SECONDS="$seconds" "$@" "$B/tests/crash/$name.run" \
		>"$work/$name.out" 2>&1 &
	pids="$pids $!"
	eval "pid_$name=$!"
}

end() { # name: a loop that died must not pass for what it printed before
	eval "wait \$pid_$1"
	status=$?
	cat "$work/$1.out"
	[ "$status" -lt 2 ] || echo "not ok $1 ends (exit $status)"
	[ "$status" = 0 ] || failed=1
}

failed=0
begin kill_loop COUNT=1000
begin fail_loop COUNT="$points"
begin fault_loop COUNT="$faults"
begin lost_state
end lost_state
end fault_loop
begin kill_faults COUNT="$histories"
begin once_loop COUNT="$once"
end kill_faults
end once_loop
end kill_loop
end fail_loop
pids=
# flowcheck killed at each request to the real service; `make check` has one destination.
if [ "${2:-}" = all ]; then
	python3 tests/harness/killed.py "$B" all || failed=1
fi
exit "$failed"
